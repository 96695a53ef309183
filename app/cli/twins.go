package cli

import (
	"fmt"

	"sendoff/transfer"
	"sendoff/ui/list"
)

// mostTwins bounds the lines about twins: who adds a folder of them has understood.
const mostTwins = 10

// warnOfTwins names, before they are added, the files that a server may take for one.
func (u *uploads) warnOfTwins(c *call, jobs []transfer.Job) {
	if u.Quiet {
		return
	}
	warnings := list.TwinWarnings(jobs)
	for i, text := range warnings {
		if i == mostTwins {
			fmt.Fprintf(c.Stderr, tr("and %d more")+"\n", len(warnings)-i)
			return
		}
		fmt.Fprintf(c.Stderr, "sendoff: %s\n", text)
	}
}
