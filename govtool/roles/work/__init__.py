"""The work of members on hours and wages: record, approve, report."""
