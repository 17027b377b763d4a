import { FAMILIES } from '@sluice/netfilter';
import * as z from 'zod/mini';

/** A one-time login that is allowed: the SHA-256 (hex) of its token, until when (milliseconds since 1970), and for whom. */
export const login = z.strictObject({
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  expiresAt: z.number(),
  /** Who logs in by it; without one, the user of the configuration. */
  name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(60))),
});
/** A one-time login that is allowed. */
export type Login = z.infer<typeof login>;

const id = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/));
const about = z.string();

/** A host that the server offers: one behind a helper's socket, or an example ruleset without a kernel. */
export const hostConfig = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['sandbox', 'local']),
    id,
    name: z.string().check(z.minLength(1)),
    about,
    socket: z.string(),
  }),
  z.strictObject({
    kind: z.literal('gallery'),
    id,
    name: z.string().check(z.minLength(1)),
    about,
    texts: z.array(z.strictObject({ family: z.enum(FAMILIES), text: z.string() })).check(z.minLength(1)),
  }),
]);
/** A host that the server offers. */
export type HostConfig = z.infer<typeof hostConfig>;

/** Everything the server needs to know; it reads no environment and no other file. */
export const serverConfig = z.strictObject({
  address: z.string(),
  /** 0 takes any free port. */
  port: z.int().check(z.gte(0), z.lte(65_535)),
  /** The address that a proxy in front is known by; its Host and Origin are then allowed too. */
  publicUrl: z.nullable(z.url({ protocol: /^https?$/ })),
  /** Where the server keeps its database; must belong to the user that it runs as. */
  dataDir: z.string(),
  /** The built page; null serves the API only. */
  webDir: z.nullable(z.string()),
  /** What the page calls the person. */
  user: z.string(),
  /** Why something is missing, for everyone who logs in. */
  notice: z.nullable(z.string()),
  /** Whom to become after listening. Required when started by root. */
  identity: z.nullable(z.strictObject({ uid: z.int().check(z.positive()), gid: z.int().check(z.positive()) })),
  logins: z.array(login),
  hosts: z.array(hostConfig),
});
/** Everything the server needs to know. */
export type ServerConfig = z.infer<typeof serverConfig>;
