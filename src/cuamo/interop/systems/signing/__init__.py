"""The signing service of the authorities (dịch vụ ký số từ xa)."""
