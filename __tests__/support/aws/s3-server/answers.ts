import type { Answer } from '../../local-listener.ts';

/** A request S3 turns down: thrown by the operations, answered as S3's error document. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const noSuchKey = (headers: Readonly<Record<string, string>> = {}): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', headers);

export const preconditionFailed = (): Refusal =>
  new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

export const invalidArgument = (message: string): Refusal => new Refusal(400, 'InvalidArgument', message);

export const notImplemented = (what: string): Refusal =>
  new Refusal(501, 'NotImplemented', `This test server does not implement ${what}.`);

/** A piece of a document that is already escaped; only `element` and `text` make one. */
export interface Xml {
  readonly xml: string;
}

export function element(name: string, ...children: readonly (Xml | string | number | boolean)[]): Xml {
  const inner = children.map((child) => (typeof child === 'object' ? child.xml : text(String(child)))).join('');
  return { xml: `<${name}>${inner}</${name}>` };
}

function text(raw: string): string {
  return raw
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;');
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function document(
  root: string,
  children: readonly Xml[],
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${NAMESPACE}>${children.map(({ xml }) => xml).join('')}</${root}>`,
  };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' };
}

/** Real S3 sends no document with an answer to HEAD, so an SDK has the status alone to go by. */
export function refusal(
  method: string,
  resource: string,
  { status, code, message, headers }: Pick<Refusal, 'status' | 'code' | 'message' | 'headers'>,
): Answer {
  if (method === 'HEAD' || status === 304) return empty(status, headers);
  const details = [element('Code', code), element('Message', message), element('Resource', resource)];
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', ...details).xml}`,
  };
}

/** The texts of every `<name>` inside a request's document; S3's request documents nest no element in its own kind. */
export function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, 'gs'))].map(([, inner = '']) => inner);
}

export function unescaped(inner: string): string {
  return inner.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
      return NAMED[name ?? ''] ?? whole;
    },
  );
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
