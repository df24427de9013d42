const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Whether an object may be called so. What may not never becomes part of a URL: `..` would climb. */
export function isObjectName(name: string): boolean {
  return NAME.test(name);
}

/** The same for a namespace. */
export function isNamespaceName(name: string): boolean {
  return NAMESPACE.test(name);
}
