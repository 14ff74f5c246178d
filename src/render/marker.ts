/**
 * The hidden first line by which a comment of ours is found again. The stack's name is encoded so that no name can end
 * the HTML comment or look like another's.
 */
export function commentMarker(stack: string): string {
  return `<!-- lockstep:1 ${encodeURIComponent(stack).replaceAll('-', '%2D')} -->`;
}
