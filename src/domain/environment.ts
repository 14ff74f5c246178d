/** The variables of a process, or what stands in for them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What says where a run works and with what: which tool, workspace and directories, and the inputs. */
const SETTING = /^(?:TF_.*|INPUT_.*|PATH)$/i;
/** Secrets, which say nothing of the place: they are as good later, and stay off the disk. */
const SECRET = /^(?:TF_VAR_.*|TF_TOKEN_.*|TF_ENCRYPTION|INPUT_TOKEN)$/i;

function isSetting(name: string): boolean {
  return SETTING.test(name) && !SECRET.test(name);
}

/** What of main's environment `post` has to work with, too. `backend-config` may hold a secret. */
export function settingsOf(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => isSetting(entry[0]) && entry[1] !== undefined),
  );
}

/**
 * The environment of `post` with main's settings: steps in between may have set other ones, by which what main has begun
 * would be brought to its end at another place. Credentials are those of now.
 */
export function withSettings(env: Environment, settings: Readonly<Record<string, string>>): Environment {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name))), ...settings };
}
