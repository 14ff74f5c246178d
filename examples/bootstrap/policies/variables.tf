variable "partition" {
  description = "Partition of the account: `aws`, `aws-cn`, `aws-us-gov`."
  type        = string
  default     = "aws"
}

variable "bucket" {
  description = "Name of the state bucket."
  type        = string
}

variable "table" {
  description = "The lock table, null for lockfiles alone. The ARN may be known after the apply only."
  type        = object({ arn = string })
  default     = null
}

variable "use_lockfile" {
  description = "Whether the backend blocks say `use_lockfile = true`."
  type        = bool
}

variable "kms_key_arn" {
  description = "KMS key of the states; null when S3 encrypts them with keys of its own."
  type        = string
  default     = null
}

variable "state_keys" {
  description = "S3 keys of production's states, one for each stack (and workspace)."
  type        = list(string)

  validation {
    condition     = length(var.state_keys) > 0 && length(distinct(var.state_keys)) == length(var.state_keys)
    error_message = "Name the key of at least one stack, and each once."
  }
  validation {
    condition = alltrue([
      for key in var.state_keys : can(regex("^[^/*?$][^*?$]*[^/*?$]$", key)) && !strcontains(key, "//")
    ])
    error_message = "A key is that of an object, as the backend block has it: no slash at either end, none twice, and none of the characters * ? $, which mean something else in a policy."
  }
}

variable "pr_state_key" {
  description = "The input `pr-state-key` of the workflows."
  type        = string
  default     = "{dir}/pr-{pr}/{file}"

  validation {
    condition     = strcontains(var.pr_state_key, "{pr}")
    error_message = "The template must have {pr} in it."
  }
  validation {
    condition     = can(regex("^[^*?$]*$", var.pr_state_key))
    error_message = "The characters * ? $ mean something else in a policy."
  }
}

variable "stacks_per_policy" {
  description = "How many stacks one policy is about."
  type        = number
  default     = 2
}

variable "oidc_provider_arn" {
  description = "GitHub's OIDC provider in the account."
  type        = string
}

variable "oidc_issuer" {
  description = "Issuer of the tokens, without `https://`."
  type        = string
  default     = "token.actions.githubusercontent.com"
}

variable "repository" {
  description = "`owner/name`, or `owner@id/name@id` where tokens have the ids in their subject."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+(@[0-9]+)?/[A-Za-z0-9_.-]+(@[0-9]+)?$", var.repository))
    error_message = "The repository is owner/name, or owner@123/name@456."
  }
}

variable "apply_branch" {
  description = "Branch from which production is applied."
  type        = string

  validation {
    condition     = can(regex("^[^*?$]+$", var.apply_branch)) && !startswith(var.apply_branch, "refs/")
    error_message = "This is the name of one branch, without refs/heads/ and without a wildcard."
  }
}

variable "environment" {
  description = "GitHub environment of the applying jobs; null when they have none."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null || can(regex("^[^*?$:]+$", coalesce(var.environment, "-")))
    error_message = "This is the name of one environment, without a wildcard and without a colon."
  }
}
