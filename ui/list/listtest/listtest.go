// Package listtest makes the uploads that tests of the list and of the window show.
package listtest

import (
	"fmt"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Jobs makes n uploads, one like the other but for their names and what change does to the i-th; nil changes
// nothing. The IDs are in the order of the queue.
func Jobs(n int, change func(i int, j *transfer.Job)) (transfer.Update, []uuid.UUID) {
	u, list := transfer.Update{}, make([]uuid.UUID, n)
	for i := range n {
		name := fmt.Sprintf("file-%05d.bin", i)
		j := transfer.NewJob(transfer.Source{Path: "/data/" + name, Size: 1000},
			transfer.Target{URL: "https://files.example.com/drop/" + name})
		j.Order = int64(i)
		if change != nil {
			change(i, &j)
		}
		u[j.ID], list[i] = &j, j.ID
	}
	return u, list
}

// Grouped makes n jobs of which those from first on are in groups of size each.
func Grouped(n, first, size int, change func(i int, j *transfer.Job)) (transfer.Update, []uuid.UUID) {
	keys := map[int]string{}
	return Jobs(n, func(i int, j *transfer.Job) {
		if i >= first {
			k := (i - first) / size
			if keys[k] == "" {
				keys[k] = transfer.NewGroupKey(fmt.Sprintf("folder-%02d", k))
			}
			j.Target.Group = keys[k]
		}
		if change != nil {
			change(i, j)
		}
	})
}
