/** The OpenTofu that is loaded where there is no tool: as what, from where, and which bytes. */
import { unzipSync } from 'fflate';
import { downloadArchive, type Archive } from './download.ts';
import { placeProgram } from './place.ts';
import { Unusable } from './unusable.ts';

export const VERSION = '1.12.6';

/** As the release has them in `tofu_1.12.6_SHA256SUMS`. */
const SHA256: Readonly<Record<string, string>> = {
  darwin_amd64: '166388e5feed47e107e11721b6366bf91d21e47eccbced75f3cbe0c7184ffd9b',
  darwin_arm64: 'e083ee43790ab9e19ad66d9933e24a7244a1412e1d5728f37999ae2163fdac95',
  linux_amd64: '5dc43da4f750f33873dc25e94587128709e819e544b7be9016b255316153c3a8',
  linux_arm64: 'e573979ba68a17fe7b881752051a694a7efcd970e39521f6a25775197861ed4d',
};

/** A system as OpenTofu names it, from how Node names it. */
export function nameSystem(platform: string, arch: string): string {
  return `${platform === 'win32' ? 'windows' : platform}_${arch === 'x64' ? 'amd64' : arch}`;
}

/** Undefined for a system for which none is pinned. */
export function findArchive(system: string): Archive | undefined {
  const sha256 = SHA256[system];
  if (sha256 === undefined) return undefined;
  const release = `https://github.com/opentofu/opentofu/releases/download/v${VERSION}`;
  return { url: `${release}/tofu_${VERSION}_${system}.zip`, sha256 };
}

/** Loads the archive and puts the program in it at this path. Throws `Unusable` and leaves nothing there when it cannot. */
export async function loadOpenTofu(archive: Archive, file: string): Promise<void> {
  const bytes = await downloadArchive(archive);
  const { tofu } = unzipSync(bytes, { filter: ({ name }) => name === 'tofu' });
  if (tofu === undefined) throw new Unusable(`there is no tofu in ${archive.url}`);
  await placeProgram(tofu, file);
}
