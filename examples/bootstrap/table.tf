# No time to live: an item that expires is a lock that is lost.
resource "aws_dynamodb_table" "locks" {
  count = var.table_name == null ? 0 : 1

  name         = var.table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID"

  deletion_protection_enabled = true

  attribute {
    name = "LockID"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}
