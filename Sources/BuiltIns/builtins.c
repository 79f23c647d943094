const char *const builtins_placeholder = "";
