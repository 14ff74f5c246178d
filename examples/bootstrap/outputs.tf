output "plan_role_arn" {
  description = "For the jobs that plan, clean up and sweep: `role-to-assume`."
  value       = aws_iam_role.plan.arn
}

output "apply_role_arn" {
  description = "For the job that applies and unlocks: `role-to-assume`."
  value       = aws_iam_role.apply.arn
}

output "plan_role_name" {
  description = "To attach what plans read of the infrastructure itself."
  value       = aws_iam_role.plan.name
}

output "apply_role_name" {
  description = "To attach what applies do with the infrastructure itself."
  value       = aws_iam_role.apply.name
}

output "backend" {
  description = "What the backend blocks have in common; each adds its `key`, and `region`."
  value = {
    bucket         = aws_s3_bucket.states.id
    dynamodb_table = var.table_name
    use_lockfile   = var.use_lockfile
    encrypt        = true
    kms_key_id     = var.kms_key_arn
  }
}
