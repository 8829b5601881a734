/** The settings that a `matgrad.toml` has too. */
export const SHARED = ["layout", "flavour", "include", "exclude", "select", "ignore", "rules", "macros", "default-shapes"];

/** The settings that the server has for editors alone. */
export const SHOWN = ["inlay-hints", "code-lens", "workspace-diagnostics"];
