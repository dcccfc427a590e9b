// GitHub's parser imports its schema as bundlers allow it, without saying that it is JSON; Node wants it said.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return specifier.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
});
