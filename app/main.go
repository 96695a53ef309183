package main

import (
	"context"
	"os"

	"sendoff/app/cli"
)

// version is set by the build (-X main.version=...).
var version = "0.1.0-dev"

func main() {
	os.Exit(cli.Main(context.Background(), version, ownScreen()))
}
