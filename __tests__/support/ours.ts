/** Whether Lockstep itself sent this request, and not the Terraform that it runs or a person's. */
export function isOurs({ headers }: { readonly headers: Readonly<Record<string, string>> }): boolean {
  return (headers['user-agent'] ?? '').includes('aws-sdk-js');
}
