"""The work of members on money: bank files, payments, remittance advices, reports, the exported book."""
