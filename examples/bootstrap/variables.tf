variable "bucket_name" {
  description = "Name of the bucket to make for the states."
  type        = string
}

variable "table_name" {
  description = "Name of the lock table to make. `null`: none, lockfiles alone."
  type        = string
}

variable "use_lockfile" {
  description = "Whether the backend blocks say `use_lockfile = true`, beside the table or in place of it."
  type        = bool
  default     = true
}

variable "state_keys" {
  description = "The `key` of every stack: what the roles may touch, and below which prefixes versions expire, comes from these."
  type        = list(string)
}

variable "pr_state_key" {
  description = "The input `pr-state-key` of the workflows."
  type        = string
  default     = "{dir}/pr-{pr}/{file}"
}

variable "stacks_per_policy" {
  description = "How many stacks one policy is about: IAM allows 6,144 characters in each, and ten on a role."
  type        = number
  default     = 2
}

variable "repository" {
  description = "`owner/name` on GitHub; `owner@123/name@456` where GitHub puts the ids into the subject of its tokens."
  type        = string
}

variable "apply_branch" {
  description = "Branch from which production is applied."
  type        = string
  default     = "main"
}

variable "environment" {
  description = "GitHub environment of the job that applies. `null`: it has none, and the branch alone decides."
  type        = string
  default     = null
}

variable "create_oidc_provider" {
  description = "`false` when the account has GitHub's OIDC provider already: there can be one only."
  type        = bool
  default     = true
}

variable "oidc_issuer" {
  description = "Issuer of GitHub's tokens, without `https://`; another one on GitHub Enterprise."
  type        = string
  default     = "token.actions.githubusercontent.com"
}

variable "kms_key_arn" {
  description = "KMS key for the states. `null`: S3 encrypts with keys of its own."
  type        = string
  default     = null
}

variable "noncurrent_days" {
  description = "Days after which replaced versions expire: on the keys of pull requests, of lockfiles and of queues. Production's states keep all of theirs."
  type        = number
  default     = 14

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "S3 counts whole days, from one on."
  }
}

variable "role_name_prefix" {
  description = "The roles are called this, with `-plan` and `-apply` behind it."
  type        = string
  default     = "terraform"
}

variable "max_session_seconds" {
  description = "The longest that a job may ask credentials for. An apply that waits for its turn and then works needs them all the time."
  type        = number
  default     = 14400
}
