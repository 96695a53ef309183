# make help             this list
# make run              build and open the window (without a display: make demo)
# make test             vet and every test
# make race             the tests again under the race detector
# make wine-test        the tests of the packages without a window, built for Windows, in Wine
# make lint             the linters of .golangci.yml
# make format           gofumpt and goimports over the whole tree
# make vulncheck        known vulnerabilities in linked code; needs the network
# make build            the program as dist/sendoff
# make cli              the program without its window as dist/cli/sendoff: one file without libraries, no C compiler
# make torture          the program killed and misled for an hour, with figures and a seed; takes 5 GiB of disk
# make bench            beside curl and nginx, half an hour, to packaging/bench/BENCH.md; ONLY=small,link prints a part;
#                       ROUNDS=1 BOUND=60s a quicker whole; RUNS=3 the whole so often, on one page
# make packages         installers for Linux and Windows and the command line for all systems, in dist/
# make verify-packages  each of them installed, started, used, upgraded and removed
# make demo             the real window under a virtual display, driven by mouse and keyboard
# make shots            pictures of the window in its states, and the README's among them

VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
OS      := $(shell go env GOOS)
PROGRAM := dist/sendoff
STRIP   :=
LDFLAGS := $(STRIP) -X main.version=$(VERSION)

# One set of flags for everything: with other flags the OpenGL binding is compiled again, which takes
# minutes. They are the packages' flags: no path of this machine in the program, and on Linux a
# position-independent one, as is the default elsewhere. On Linux the window uses X11: under native
# Wayland a file dragged over the title bar crashes the program.
TAGS := migrated_fynedo
ifeq ($(OS),linux)
TAGS := x11,migrated_fynedo
PIE  := -buildmode=pie
endif
override GOFLAGS += -tags=$(TAGS) -buildvcs=false -trimpath $(PIE)
export GOFLAGS

# Packages for compiling the window.
BUILD_PACKAGES := gcc libc6-dev pkg-config libgl1-mesa-dev libx11-dev libxcursor-dev \
	libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev
# The screen of tests, demo and pictures: a virtual display, a window manager, a session bus, and a file
# manager to drag from.
SCREEN_PACKAGES := xvfb libgl1-mesa-dri xdotool imagemagick openbox x11-utils \
	pcmanfm xclip dbus-daemon

# What Sendoff is measured beside.
BENCH_PACKAGES := curl nginx-light libnginx-mod-http-dav-ext rclone linux-perf
ROUNDS := 5
RUNS   := 1
BOUND  := 150s

LINT := .bin/golangci-lint
LINT_VERSION := v2.12.2

VULNCHECK_VERSION := v1.9.0

.PHONY: help run test race torture bench wine-test lint format vulncheck build cli demo shots build-deps screen-deps packages verify-packages
.DEFAULT_GOAL := build

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

run: build-deps
	@if [ "$(OS)" = linux ] && [ -z "$$DISPLAY" ]; then \
		echo "There is no display here, so the window cannot open; running 'make demo' instead."; \
		$(MAKE) --no-print-directory demo; \
	else \
		go run -ldflags '$(LDFLAGS)' ./app; \
	fi

build: build-deps
	@mkdir -p $(dir $(PROGRAM))
	go build -ldflags '$(LDFLAGS)' -o $(PROGRAM) ./app

# The program without its window: for servers, and for every system that Go builds for.
cli: TAGS := nowindow
cli: PIE := -buildmode=default
cli: PROGRAM := dist/cli/sendoff
cli: export CGO_ENABLED := 0
cli:
	@mkdir -p $(dir $(PROGRAM))
	go build -ldflags '$(LDFLAGS)' -o $(PROGRAM) ./app

test: build-deps screen-deps
	go vet ./...
	go test -timeout 20m ./...

# The race detector does without PIE on Linux.
race: PIE :=
race: build-deps screen-deps
	go test -race -timeout 30m ./...

# Of the command line's tests only those of the control pipe, of patterns and lists of files, and of
# Windows' own features.
WINE_TESTS := transfer/bits/auth transfer/bits transfer/boltfile transfer/mailbox transfer/safefile transfer/source \
	transfer/receiver transfer/proxies/system app/queue ui/words ui/list transfer \
	app/serve:TestServiceIs app/cli:TestExpand|TestFilesFrom|TestSearchPath|TestTwoProcesses|TestOwnerKilled|TestLockedWithoutSocket|TestQuit|TestPipedIn$$|TestAddAndRun|TestJSONForOtherCodePages|TestWindowInAnotherSession|TestSecondRun|TestReplyPathThatCannotBeWritten|TestHelpInRussian

wine-test:
	@GOFLAGS= .ci/wine-test $(foreach one,$(WINE_TESTS),'$(one)')

torture:
	CGO_ENABLED=0 SENDOFF_TORTURE_KILLS=1000 SENDOFF_TORTURE_HISTORIES=10000 SENDOFF_TORTURE_MINUTES=60 SENDOFF_TORTURE_LARGE=1 \
		go test ./transfer -run 'Torture|TestFlat|TestC40|TestKilled|TestSalvage|TestToxic|TestFullDisk|TestReadOnly' -count=1 -v -timeout 3h
	CGO_ENABLED=0 SENDOFF_TORTURE_KILLS=50 go test ./transfer -run TestAppender -count=1 -v -timeout 1h
	CGO_ENABLED=0 SENDOFF_TORTURE_RECEIVER_KILLS=200 SENDOFF_TORTURE_RECEIVER_CLIENTS=1000 \
		go test ./transfer/receiver -run 'Torture|TestCrowd|TestOpenSessionsCost|TestNothingOutside' -count=1 -v

# The whole run writes the page, with targets and figures. A part is printed. It is no part of CI: its figures are
# those of a quiet machine.
bench: build screen-deps
	@$(MAKE) --no-print-directory cli
	@.ci/packages $(BENCH_PACKAGES)
	go run ./packaging/bench -sendoff dist/cli/sendoff -window dist/sendoff -rounds $(ROUNDS) -runs $(RUNS) -bound $(BOUND) \
		-only '$(ONLY)' -command 'make bench$(if $(ONLY), ONLY=$(ONLY)) ROUNDS=$(ROUNDS) RUNS=$(RUNS) BOUND=$(BOUND)' \
		$(if $(ONLY),,-page packaging/bench/BENCH.md)

$(LINT):
	GOFLAGS= GOBIN=$(CURDIR)/.bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

# Each checkout has its own cache: findings cached for another one have its paths, so that exceptions in
# the configuration and in comments do not match.
lint: export GOLANGCI_LINT_CACHE := $(CURDIR)/.bin/cache
lint: build-deps $(LINT)
	$(LINT) run ./...

format: $(LINT)
	$(LINT) fmt ./...

# The list of vulnerabilities is fetched over the network. Without one this says so and does not fail.
vulncheck: build-deps
	@.ci/vulncheck $(VULNCHECK_VERSION)

demo: build screen-deps
	.ci/demo dist/sendoff

shots: build-deps screen-deps
	.ci/shots

packages:
	packaging/build.sh

verify-packages:
	packaging/verify.sh

# Both install the missing Debian packages and list them.
build-deps:
	@.ci/packages $(BUILD_PACKAGES)

screen-deps:
	@.ci/packages $(SCREEN_PACKAGES)
