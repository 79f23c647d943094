extern const char *const builtins_placeholder;
