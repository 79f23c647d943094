const char *const migrations_placeholder = "";
