package cli

import (
	"fmt"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// maxTwins bounds the warnings about twins: more would add nothing.
const maxTwins = 10

// warnOfTwins warns, before files are added, of names that a server may not distinguish.
func (u *uploads) warnOfTwins(c *call, jobs []transfer.Job) {
	if u.Quiet {
		return
	}
	warnings := list.TwinWarnings(jobs)
	for i, text := range warnings {
		if i == maxTwins {
			fmt.Fprintf(c.Stderr, words.Tr("and %d more")+"\n", len(warnings)-i)
			return
		}
		fmt.Fprintf(c.Stderr, "sendoff: %s\n", text)
	}
}
