resource "aws_s3_bucket" "states" {
  bucket = var.bucket_name

  lifecycle {
    prevent_destroy = true
  }
}

# Every write of a state leaves the one before it: what a mistake or a lost machine has done can be taken back.
resource "aws_s3_bucket_versioning" "states" {
  bucket = aws_s3_bucket.states.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "states" {
  bucket = aws_s3_bucket.states.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "states" {
  bucket = aws_s3_bucket.states.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# No ACLs at all: policies alone say who may do what.
resource "aws_s3_bucket_ownership_controls" "states" {
  bucket = aws_s3_bucket.states.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "states" {
  bucket = aws_s3_bucket.states.id
  policy = module.policies.bucket

  depends_on = [aws_s3_bucket_public_access_block.states]
}

# Filters know prefixes and tags, no patterns and no suffixes: each stack has rules of its own. None of them expires a
# current object, because the review of a merged pull request is asked for until its apply; and none of them is about
# production's states, of which every version stays.
resource "aws_s3_bucket_lifecycle_configuration" "states" {
  bucket = aws_s3_bucket.states.id

  dynamic "rule" {
    for_each = module.policies.expiring_prefixes

    content {
      id     = "replaced-versions-${rule.key + 1}"
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      noncurrent_version_expiration {
        noncurrent_days = var.noncurrent_days
      }

      # Of current objects this concerns only markers that hide nothing any more.
      expiration {
        expired_object_delete_marker = true
      }
    }
  }

  # Terraform uploads a large state in parts; those of an upload that was cut off are seen by nobody.
  rule {
    id     = "uploads-cut-off"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.states]
}
