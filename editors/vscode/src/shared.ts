/** The settings that a `matgrad.toml` has too. */
export const SHARED = ["layout", "flavour", "include", "exclude", "select", "ignore", "rules", "macros", "default-shapes"];
