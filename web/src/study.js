export function study() { return []; }
