package main

import (
	"context"
	"os"
)

// version is set by the build (-X main.version=...).
var version = "0.1.0-dev"

func main() {
	os.Exit(Main(context.Background(), version, &Screen{Open: openWindow, Tell: tellNoWindow}))
}
