package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"sendoff/ui/words"
)

// controlPaths are the documented paths of the control channel, stable within /v1. The program's own paths
// (/v1/watch, /v1/commands, ...) may change with each version.
var controlPaths = [][2]string{
	{"GET /v1", words.Mark("version of the Sendoff that has the queue, and what it does with it: 0 looks, 1 tells servers of cancels, 2 uploads")},
	{"GET /v1/jobs", words.Mark("the jobs, as \"list --json\" prints them; with ?all=true the history too")},
	{"GET /v1/jobs/JOB", words.Mark("one job with its transcript, as \"show --json\" prints it")},
	{"POST /v1/jobs/JOB/pause", words.Mark("pause, resume, retry, cancel or forget a job; answered when it is stored")},
	{"GET /v1/diagnostics", words.Mark("what \"diagnostics\" prints, as a string")},
	{"POST /v1/quit", words.Mark("end this Sendoff; the connection ends with it")},
}

// printControl prints the page of "help control".
func printControl(w io.Writer) error {
	fmt.Fprintln(w, words.Tr("The Sendoff that has the queue can be asked in HTTP, with JSON, on control.sock in the queue's folder, and on a named pipe on Windows. Only processes of the same user get an answer; no browser can reach it. A job is named by its ID, the beginning of it, or its session."))
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range controlPaths {
		fmt.Fprintf(t, "%s\t%s\n", p[0], words.Tr(p[1]))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, words.Tr("What is refused comes with a status from 400 on and {\"error\": \"...\"}. Sendoff-Version in each answer is the program's version; the paths above stay as they are below /v1. Examples:"))
	_, err := fmt.Fprint(w, `
  curl --unix-socket ~/.local/share/sendoff/control.sock http://sendoff/v1/jobs
  curl --unix-socket ~/.local/share/sendoff/control.sock -X POST http://sendoff/v1/jobs/0198a3/cancel
`)
	return err
}
