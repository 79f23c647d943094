# The two commands that matter: `make run` and `make test`.

DATA    ?= data
LISTEN  ?= 127.0.0.1:8080
BINARY   = .build/release/countersign
PACKAGES = libsqlite3-dev libmd4c-dev zlib1g-dev curl jq
TESTING  = python3 python3-pip faketime
SUDO     = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run test test-real test-pages test-tsan test-asan fuzz torture lint packages release peers

run: release
	@DATA="$(DATA)" LISTEN="$(LISTEN)" BINARY="$(BINARY)" sh scripts/run.sh

test: PACKAGES += $(TESTING)
test: packages peers
	swift build --build-tests
	@sh scripts/test.sh

# Deliveries to the real tools, where they can be had: each script of Tests/Real starts one.
test-real: PACKAGES += $(TESTING)
test-real: packages
	@sh scripts/test-real.sh

# The pages in a real Chromium; that it cannot be had is no failure. scripts/test-pages.sh also takes pictures and measures.
test-pages: packages
	@sh scripts/test-pages.sh || [ $$? = 3 ]

# What `make test` does a little of, at length: 100,000 power cuts and 1,000 kills. CUTS and KILLS change that.
torture: PACKAGES += $(TESTING)
torture: packages
	swift build --build-tests
	@sh scripts/torture.sh

# The whole suite under ThreadSanitizer and under AddressSanitizer, each with a build of its own; takes an hour or more.
test-tsan test-asan: PACKAGES += $(TESTING)
test-tsan: packages peers
	@sh scripts/sanitize.sh thread
test-asan: packages peers
	@sh scripts/sanitize.sh address

# Looks for bytes that break a reader: each of them for SECONDS_EACH (600), or TARGETS alone.
fuzz: packages
	@sh scripts/fuzz.sh

# Python packages that the tests compare the parsers with.
peers: packages
	sh scripts/peers.sh

lint:
	swift format lint --strict -r -p Sources Tests
	sh scripts/sizes.sh

release: $(BINARY)

# Built only when something that goes into it is newer, so that a second run starts at once.
$(BINARY): Package.swift $(shell find Sources Migrations config docs/openapi -type f)
	@$(MAKE) --no-print-directory packages
	@echo "Building the release binary (the first build takes several minutes):"
	swift build -c release --product countersign
	@touch $(BINARY)

# Installs only what is missing, so that a second run needs no network.
packages:
	@missing=""; for package in $(PACKAGES); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing:$$missing"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $$missing; \
	fi
