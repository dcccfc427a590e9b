"""The settings of one repository on GitHub, served over HTTP on this machine, for set-up and check-up to be tried on.

It is held to GitHub's published description: a request that the description does not know, or whose body does not fit
it, is noted in `problems`, and so is an answer of ours that does not fit. It keeps state, and refuses what it is told
to refuse and what GitHub refuses by itself (a second key of the same kind, chosen actions where none are chosen).

    with administered(monkeypatch) as github:
        founder(coop, "alice").types("forge", "setup", "--repository", "kettle/books", "--apply", "--yes")
        assert github.environments["clerk"]["policies"] == {"main"}
"""

from __future__ import annotations

import base64
import copy
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import pytest
from nacl.public import PrivateKey, SealedBox

from govtool.io.git.git import Git
from govtool.roles.lifecycle.initiation import CLERK_KEY, key_path
from tests.forge.forge_description import operation, specimen
from tests.world.coop import Coop
from tests.world.laptop import Laptop

OWNER, NAME = "kettle", "books"
ADMIN, WRITER = "ghp_administrators-token", "ghp_writers-token"
THERE = "/repos/{owner}/{repo}"
UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."
NOW = "2026-11-01T10:00:00Z"

Answer = tuple[int, Any]
Handler = Callable[..., Answer]
ROUTES: dict[tuple[str, str], Handler] = {}


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Enters a handler for a path of the description, below the repository."""

    def enter(handler: Handler) -> Handler:
        ROUTES[method, THERE + template] = handler
        return handler

    return enter


# The repository -----------------------------------------------------------------------------------------------------


_SET = ("repository", "rulesets", "keys", "environments", "secrets", "permissions", "chosen", "token", "approval",
        "workflows", "switches", "_number")  # fmt: skip


class FakeSettings:
    """The settings, as a test sets and reads them. `refusals` are (method, pattern of a path, status, message);
    `at_change` is called after each change, before it is answered, with the number of changes so far.
    """

    def __init__(self) -> None:
        self.repository: dict[str, Any] = {
            "name": NAME, "full_name": f"{OWNER}/{NAME}", "private": False, "visibility": "public",
            "default_branch": "main", "language": None, "archived": False, "pushed_at": NOW,
            "allow_merge_commit": True, "allow_squash_merge": True, "allow_rebase_merge": True,
            "allow_auto_merge": False,
        }  # fmt: skip
        self.has_rulesets = self.has_environments = True
        self.rulesets: dict[int, dict[str, Any]] = {}
        self.foreign_rules: list[dict[str, Any]] = []
        self.is_protected = False
        self.keys: dict[int, dict[str, Any]] = {}
        self.environments: dict[str, dict[str, Any]] = {}
        self.secrets: set[str] = set()
        self.shared_secrets: set[str] = set()
        self.permissions: dict[str, Any] = {"enabled": True, "allowed_actions": "all", "sha_pinning_required": False}
        self.chosen: dict[str, Any] = {"github_owned_allowed": False, "verified_allowed": False, "patterns_allowed": []}
        self.token = {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": True}
        self.approval = "first_time_contributors_new_to_github"
        self.workflows = dict.fromkeys(("check", "ballots", "tick", "clerk"), "active")
        self.switches: dict[str, str] = {}
        self.committer: str | None = "alice-lee"
        self.allows_keys = True
        self.runs: list[dict[str, Any]] = []
        self.refusals: list[tuple[str, str, int, str]] = []
        self.at_change: Callable[[int], None] = lambda number: None
        self.now = NOW
        self.changes: list[str] = []
        self.log: list[str] = []
        self.problems: list[str] = []
        self._number = 100
        self._lock = threading.Lock()
        fake = self

        class Served(_Handler):
            github = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def state(self) -> Any:
        """All that is set, but for numbers and what differs each time: a sealed box."""
        environments = {
            name: {"policies": sorted(found["policies"].values()), "custom": found["custom"],
                   "secrets": sorted(found["secrets"]), "variables": dict(found["variables"])}
            for name, found in self.environments.items()
        }  # fmt: skip
        rulesets = sorted(({**one, "id": 0} for one in self.rulesets.values()), key=lambda one: str(one["name"]))
        keys = sorted((key["key"], key["read_only"]) for key in self.keys.values())
        kept = (self.repository, rulesets, keys, environments, sorted(self.secrets), self.permissions, self.chosen)
        return copy.deepcopy((*kept, self.token, self.approval, self.workflows, self.switches))

    def saved(self) -> dict[str, Any]:
        """All that is set, for another fake to begin with."""
        return copy.deepcopy({name: getattr(self, name) for name in _SET})

    def restore(self, saved: dict[str, Any]) -> None:
        """Begins with what was saved of another one; what it counted and heard stays its own."""
        for name, value in copy.deepcopy(saved).items():
            setattr(self, name, value)

    def ruleset(self, words: str) -> dict[str, Any]:
        """The ruleset whose name holds some words."""
        (found,) = [one for one in self.rulesets.values() if words in one["name"]]
        return found

    def opened(self, name: str, environment: str = "clerk") -> str:
        """A secret of an environment, as only its private key shows it."""
        found = self.environments[environment]
        return SealedBox(found["box"]).decrypt(base64.b64decode(found["secrets"][name]["value"])).decode()

    def number(self) -> int:
        """A number that nothing has yet."""
        self._number += 1
        return self._number

    # One request ---------------------------------------------------------------------------------------------------

    def answer(self, method: str, target: str, body: Any, authorization: str) -> Answer:
        """What is answered; a change is one at a time."""
        parts = urlsplit(target)
        with self._lock:
            self.log.append(f"{method} {parts.path}")
            asked = operation(method, parts.path)
            handler = None if asked is None else ROUTES.get((method, asked.template))
            place = [] if asked is None else list(asked.filled[:2])
            if asked is None or handler is None or place not in ([OWNER, NAME], [OWNER]):
                self.problems.append(f"{method} {parts.path} is not in the description, or not in the fake")
                return 404, {"message": "Not Found"}
            self.problems += asked.request_problems(dict(parse_qsl(parts.query)), body)
            refused = self._allowed(method, parts.path, authorization)
            status, value = refused or handler(self, body, *asked.filled[2:])
            if status < 300:
                self.problems += asked.answer_problems(status, value)
            if method != "GET" and status < 300:
                self.changes.append(f"{method} {parts.path}")
                self.at_change(len(self.changes))
            return status, value

    def _allowed(self, method: str, path: str, authorization: str) -> Answer | None:
        """The refusal by right, or by what the test said."""
        for refused, pattern, status, message in self.refusals:
            if method == refused and re.search(pattern, path):
                return status, {"message": message}
        self.is_admin = authorization == f"Bearer {ADMIN}"
        if authorization and authorization not in (f"Bearer {ADMIN}", f"Bearer {WRITER}"):
            return 401, {"message": f"Bad credentials {authorization}"}
        if not authorization and self.repository["private"]:
            return 404, {"message": "Not Found"}
        settings = r"/keys|/secrets|/variables|/actions/permissions|/protection$|/organization-secrets"
        if not self.is_admin and (method != "GET" or re.search(settings, path)):
            return (403, {"message": "Resource not accessible"}) if authorization else (401, {"message": "Requires it"})
        return None


class _Handler(BaseHTTPRequestHandler):
    github: FakeSettings

    def _serve(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(data) if data else None
        status, value = self.github.answer(self.command, self.path, body, self.headers.get("Authorization", ""))
        sent = b"" if status == 204 else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is printed."""


def _none() -> Answer:
    return 404, {"message": "Not Found"}


# The repository itself, its keys and rulesets -----------------------------------------------------------------------


def _base() -> dict[str, Any]:
    found: dict[str, Any] = specimen({"$ref": "#/components/schemas/full-repository"})
    return found


@route("GET", "")
def _repository(github: FakeSettings, body: None) -> Answer:
    shown = {k: v for k, v in github.repository.items() if not k.startswith("allow_") or github.is_admin}
    return 200, {**_base(), **shown}


@route("PATCH", "")
def _change_repository(github: FakeSettings, body: dict[str, Any]) -> Answer:
    github.repository.update(body)
    return 200, {**_base(), **github.repository}


def _of_the_organization(github: FakeSettings, body: None) -> Answer:
    base = specimen({"$ref": "#/components/schemas/organization-full"})
    return 200, {**base, "login": OWNER, "deploy_keys_enabled_for_repositories": github.allows_keys}


ROUTES["GET", "/orgs/{org}"] = _of_the_organization


def belongs_to_an_organization(github: FakeSettings, *, allows_keys: bool = True) -> None:
    """Makes the owner an organization; a new one allows no deploy keys."""
    owner = specimen({"$ref": "#/components/schemas/simple-user"})
    github.repository["owner"] = {**owner, "login": OWNER, "type": "Organization"}
    github.allows_keys = allows_keys


@route("GET", "/commits")
def _commits(github: FakeSettings, body: None) -> Answer:
    base = specimen({"$ref": "#/components/schemas/commit"})
    who = specimen({"$ref": "#/components/schemas/simple-user"})
    account = None if github.committer is None else {**who, "login": github.committer}
    return 200, [{**base, "author": account, "committer": account}]


@route("GET", "/keys")
def _keys(github: FakeSettings, body: None) -> Answer:
    return 200, list(github.keys.values())


@route("POST", "/keys")
def _add_key(github: FakeSettings, body: dict[str, Any]) -> Answer:
    if any(key["key"] == body["key"] for key in github.keys.values()):
        return 422, {"message": "key is already in use"}
    if not github.allows_keys:
        error = {"resource": "PublicKey", "code": "custom", "message": "Deploy keys are disabled for this repository"}
        return 422, {"message": "Validation Failed", "documentation_url": "x", "errors": [error]}
    number = github.number()
    github.keys[number] = {
        "id": number, "key": body["key"], "url": "x", "title": body.get("title", ""), "verified": True,
        "created_at": github.now, "read_only": body.get("read_only", False),
    }  # fmt: skip
    return 201, github.keys[number]


@route("DELETE", "/keys/{key_id}")
def _delete_key(github: FakeSettings, body: None, number: str) -> Answer:
    return (204, None) if github.keys.pop(int(number), None) else _none()


def _shown_ruleset(github: FakeSettings, found: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    hidden = set() if github.is_admin else {"bypass_actors"}
    return {k: v for k, v in found.items() if k not in hidden and (whole or k not in ("rules", "conditions"))}


@route("GET", "/rulesets")
def _rulesets(github: FakeSettings, body: None) -> Answer:
    if not github.has_rulesets:
        return 403, {"message": UPGRADE}
    return 200, [
        {k: v for k, v in one.items() if k not in ("rules", "conditions", "bypass_actors")}
        for one in github.rulesets.values()
    ]


@route("GET", "/rulesets/{ruleset_id}")
def _ruleset(github: FakeSettings, body: None, number: str) -> Answer:
    found = github.rulesets.get(int(number))
    return (200, _shown_ruleset(github, found, whole=True)) if found else _none()


def _stored(body: dict[str, Any], number: int) -> dict[str, Any]:
    made = {"target": "branch", "source_type": "Repository", "source": f"{OWNER}/{NAME}", **body, "id": number}
    made["rules"] = [
        {**rule, "parameters": {"update_allows_fetch_and_merge": False}} if rule["type"] == "update" else rule
        for rule in body.get("rules", [])
    ]
    return made


@route("POST", "/rulesets")
def _add_ruleset(github: FakeSettings, body: dict[str, Any]) -> Answer:
    if not github.has_rulesets:
        return 403, {"message": UPGRADE}
    if any(one["name"] == body["name"] for one in github.rulesets.values()):
        return 422, {"message": "Name must be unique"}
    number = github.number()
    github.rulesets[number] = _stored(body, number)
    return 201, github.rulesets[number]


@route("PUT", "/rulesets/{ruleset_id}")
def _change_ruleset(github: FakeSettings, body: dict[str, Any], number: str) -> Answer:
    if int(number) not in github.rulesets:
        return _none()
    github.rulesets[int(number)] = _stored({**github.rulesets[int(number)], **body}, int(number))
    return 200, github.rulesets[int(number)]


@route("GET", "/rules/branches/{branch}")
def _rules(github: FakeSettings, body: None, branch: str) -> Answer:
    own = [
        {**rule, "ruleset_id": number, "ruleset_source_type": "Repository", "ruleset_source": f"{OWNER}/{NAME}"}
        for number, one in github.rulesets.items()
        if f"refs/heads/{branch}" in one["conditions"]["ref_name"]["include"] and one["enforcement"] == "active"
        for rule in one["rules"]
    ]
    return 200, [*own, *github.foreign_rules]


@route("GET", "/branches/{branch}/protection")
def _protection(github: FakeSettings, body: None, branch: str) -> Answer:
    return (200, {"enabled": True}) if github.is_protected else (404, {"message": "Branch not protected"})


# The environment ----------------------------------------------------------------------------------------------------


@route("GET", "/environments/{environment_name}")
def _environment(github: FakeSettings, body: None, name: str) -> Answer:
    found = github.environments.get(name)
    if found is None:
        return _none()
    custom = found["custom"]
    policy = None if custom is None else {"protected_branches": not custom, "custom_branch_policies": custom}
    return 200, {
        "id": 1, "node_id": "x", "name": name, "url": "x", "html_url": "x", "created_at": NOW, "updated_at": NOW,
        "protection_rules": found["protection"], "deployment_branch_policy": policy,
    }  # fmt: skip


@route("PUT", "/environments/{environment_name}")
def _put_environment(github: FakeSettings, body: dict[str, Any], name: str) -> Answer:
    if not github.has_environments:
        return 422, {"message": f"Failed to create the environment protection rule. {UPGRADE}"}
    found = github.environments.setdefault(
        name, {"policies": {}, "secrets": {}, "variables": {}, "box": PrivateKey.generate()}
    )
    policy = body.get("deployment_branch_policy")
    found["custom"] = None if policy is None else policy["custom_branch_policies"]
    found["protection"] = [] if found["custom"] is None else [{"id": 7, "node_id": "x", "type": "branch_policy"}]
    return _environment(github, None, name)


_POLICIES = "/environments/{environment_name}/deployment-branch-policies"


@route("GET", _POLICIES)
def _policies(github: FakeSettings, body: None, name: str) -> Answer:
    if name not in github.environments:
        return _none()
    found = [{"id": n, "name": branch, "type": "branch"} for n, branch in github.environments[name]["policies"].items()]
    return 200, {"total_count": len(found), "branch_policies": found}


@route("POST", _POLICIES)
def _add_policy(github: FakeSettings, body: dict[str, Any], name: str) -> Answer:
    if name not in github.environments or not github.environments[name]["custom"]:
        return _none()
    number = github.number()
    github.environments[name]["policies"][number] = body["name"]
    return 200, {"id": number, "name": body["name"], "type": body.get("type", "branch")}


@route("DELETE", _POLICIES + "/{branch_policy_id}")
def _delete_policy(github: FakeSettings, body: None, name: str, number: str) -> Answer:
    return (204, None) if github.environments[name]["policies"].pop(int(number), None) else _none()


@route("GET", "/environments/{environment_name}/secrets/public-key")
def _public_key(github: FakeSettings, body: None, name: str) -> Answer:
    if name not in github.environments:
        return _none()
    key = base64.b64encode(bytes(github.environments[name]["box"].public_key)).decode()
    return 200, {"key_id": "012345678912345678", "key": key}


@route("GET", "/environments/{environment_name}/secrets/{secret_name}")
def _secret(github: FakeSettings, body: None, name: str, secret: str) -> Answer:
    found = github.environments.get(name, {}).get("secrets", {}).get(secret)
    return (200, {"name": secret, "created_at": found["at"], "updated_at": found["at"]}) if found else _none()


@route("PUT", "/environments/{environment_name}/secrets/{secret_name}")
def _put_secret(github: FakeSettings, body: dict[str, Any], name: str, secret: str) -> Answer:
    if name not in github.environments:
        return _none()
    was_there = secret in github.environments[name]["secrets"]
    github.environments[name]["secrets"][secret] = {"value": body["encrypted_value"], "at": github.now}
    return (204, None) if was_there else (201, {})


_VARIABLES = "/environments/{environment_name}/variables"


@route("GET", _VARIABLES + "/{name}")
def _variable(github: FakeSettings, body: None, name: str, variable: str) -> Answer:
    value = github.environments.get(name, {}).get("variables", {}).get(variable)
    return (200, {"name": variable, "value": value, "created_at": NOW, "updated_at": NOW}) if value else _none()


@route("POST", _VARIABLES)
def _add_variable(github: FakeSettings, body: dict[str, Any], name: str) -> Answer:
    if name not in github.environments:
        return _none()
    github.environments[name]["variables"][body["name"]] = body["value"]
    return 201, {}


@route("PATCH", _VARIABLES + "/{name}")
def _change_variable(github: FakeSettings, body: dict[str, Any], name: str, variable: str) -> Answer:
    github.environments[name]["variables"][variable] = body["value"]
    return 204, None


@route("GET", "/actions/variables/{name}")
def _switch(github: FakeSettings, body: None, name: str) -> Answer:
    value = github.switches.get(name)
    return (200, {"name": name, "value": value, "created_at": NOW, "updated_at": NOW}) if value else _none()


@route("POST", "/actions/variables")
def _add_switch(github: FakeSettings, body: dict[str, Any]) -> Answer:
    github.switches[body["name"]] = body["value"]
    return 201, {}


@route("PATCH", "/actions/variables/{name}")
def _change_switch(github: FakeSettings, body: dict[str, Any], name: str) -> Answer:
    github.switches[name] = body["value"]
    return 204, None


# Actions ------------------------------------------------------------------------------------------------------------


@route("GET", "/actions/permissions")
def _permissions(github: FakeSettings, body: None) -> Answer:
    return 200, github.permissions


@route("PUT", "/actions/permissions")
def _put_permissions(github: FakeSettings, body: dict[str, Any]) -> Answer:
    github.permissions.update(body)
    return 204, None


@route("GET", "/actions/permissions/selected-actions")
def _chosen(github: FakeSettings, body: None) -> Answer:
    chosen = github.permissions["allowed_actions"] == "selected"
    return (200, github.chosen) if chosen else (409, {"message": "allowed_actions is not selected"})


@route("PUT", "/actions/permissions/selected-actions")
def _put_chosen(github: FakeSettings, body: dict[str, Any]) -> Answer:
    if github.permissions["allowed_actions"] != "selected":
        return 409, {"message": "allowed_actions is not selected"}
    github.chosen.update(body)
    return 204, None


@route("GET", "/actions/permissions/workflow")
def _token(github: FakeSettings, body: None) -> Answer:
    return 200, github.token


@route("PUT", "/actions/permissions/workflow")
def _put_token(github: FakeSettings, body: dict[str, Any]) -> Answer:
    github.token.update(body)
    return 204, None


@route("GET", "/actions/permissions/fork-pr-contributor-approval")
def _approval(github: FakeSettings, body: None) -> Answer:
    return 200, {"approval_policy": github.approval}


@route("PUT", "/actions/permissions/fork-pr-contributor-approval")
def _put_approval(github: FakeSettings, body: dict[str, Any]) -> Answer:
    github.approval = body["approval_policy"]
    return 204, None


def _listed(names: set[str]) -> Answer:
    found = [{"name": name, "created_at": NOW, "updated_at": NOW} for name in sorted(names)]
    return 200, {"total_count": len(found), "secrets": found}


@route("GET", "/actions/secrets")
def _secrets(github: FakeSettings, body: None) -> Answer:
    return _listed(github.secrets)


@route("DELETE", "/actions/secrets/{secret_name}")
def _delete_secret(github: FakeSettings, body: None, name: str) -> Answer:
    github.secrets.discard(name)
    return 204, None


@route("GET", "/actions/organization-secrets")
def _shared(github: FakeSettings, body: None) -> Answer:
    return _listed(github.shared_secrets)


def _workflow_numbers(github: FakeSettings) -> Iterator[tuple[int, str, str]]:
    for number, (name, state) in enumerate(sorted(github.workflows.items()), 1):
        yield number, name, state


@route("GET", "/actions/workflows")
def _workflows(github: FakeSettings, body: None) -> Answer:
    base = specimen({"$ref": "#/components/schemas/workflow"})
    found = [
        {**base, "id": number, "name": name, "path": f".github/workflows/{name}.yml", "state": state}
        for number, name, state in _workflow_numbers(github)
    ]
    return 200, {"total_count": len(found), "workflows": found}


@route("PUT", "/actions/workflows/{workflow_id}/enable")
def _enable(github: FakeSettings, body: None, number: str) -> Answer:
    (name,) = [name for known, name, _ in _workflow_numbers(github) if known == int(number)]
    github.workflows[name] = "active"
    return 204, None


@route("GET", "/actions/workflows/{workflow_id}/runs")
def _runs(github: FakeSettings, body: None, name: str) -> Answer:
    base = specimen({"$ref": "#/components/schemas/workflow-run"})
    return 200, {"total_count": len(github.runs), "workflow_runs": [{**base, **run} for run in github.runs]}


# For the tests of it ------------------------------------------------------------------------------------------------


@contextmanager
def administered(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSettings]:
    """A repository of which everybody who types here is an administrator; held to the description to the end."""
    with FakeSettings() as fake:
        monkeypatch.setenv("GITHUB_API_URL", fake.url)
        monkeypatch.setenv("GITHUB_TOKEN", ADMIN)
        yield fake
    assert fake.problems == []


def founder(coop: Coop, name: str) -> Laptop:
    """Somebody's clone in which the founding left the clerk's key."""
    laptop = Laptop(coop, name)
    path = key_path(Git(laptop.folder), CLERK_KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(coop.clerk_key.openssh_private())
    path.chmod(0o600)
    return laptop
