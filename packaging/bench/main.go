package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are what the command line asks for.
type options struct {
	sendoff string // the program to measure
	window  string // the same with its window; "" = none
	only    []string
	rounds  int
	runs    int           // of everything, one after the other, on one page
	bound   time.Duration // for one command with many small files
	page    string        // file to write; "" = standard output
	command string        // as it is named on the page
}

func main() {
	var o options
	var nothing discarding
	flag.StringVar(&o.sendoff, "sendoff", "dist/cli/sendoff", "measure this `program`")
	flag.StringVar(&o.window, "window", "", "measure the start of this `program`, the one with a window, too")
	only := flag.String("only", "", "do only these `works`, with commas: "+strings.Join(keys(), ","))
	flag.IntVar(&o.rounds, "rounds", 5, "measure everything short so `often`; what takes long fewer times")
	flag.IntVar(&o.runs, "runs", 1, "do everything so `often`; the page tells whether all runs find the same side of each target")
	flag.DurationVar(&o.bound, "bound", 150*time.Second, "stop a command with many small files after this `time`")
	flag.StringVar(&o.page, "page", "", "write the page to this `file`; without it the page is printed")
	flag.StringVar(&o.command, "command", strings.Join(os.Args, " "), "the `command` that the page names")
	flag.StringVar(&nothing.addr, "discard", "", "be a server at this `address` that keeps nothing; for this program itself")
	flag.StringVar(&nothing.certificate, "certificate", "", "`file` with certificate and key of that server")
	checksum := flag.String("checksum", "", "read the file that is named behind with this `checksum`, and do nothing else; for this program itself")
	flag.Parse()
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := start(ctx, o, nothing, checksumOnly{*checksum, flag.Arg(0)})
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func start(ctx context.Context, o options, nothing discarding, only checksumOnly) error {
	if only.algorithm != "" {
		return only.read(ctx)
	}
	if nothing.addr != "" {
		return nothing.serve(ctx)
	}
	for _, key := range o.only {
		if !slices.Contains(keys(), key) {
			return fmt.Errorf("there is no work %q; there are %s", key, strings.Join(keys(), ", "))
		}
	}
	return measure(ctx, o)
}
