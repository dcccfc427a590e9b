"""What members do about money: bank files, payments, remittance advices, reports, the exported book."""
