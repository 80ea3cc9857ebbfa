"""The values between stages (`ir`, `grid`), the contract (`report`), and the errors."""
