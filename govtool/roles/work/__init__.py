"""What members do about hours and wages: record, approve, report."""
