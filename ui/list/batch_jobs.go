package list

import (
	"os"
	"path"
	"strconv"
	"strings"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Jobs makes the jobs of the ticked files.
func (b *Batch) Jobs(want transfer.Want) []transfer.Job {
	var list []transfer.Job
	group := b.group()
	for _, c := range b.List {
		if c.Ticked() {
			target := transfer.Target{URL: c.url, Group: group}
			if dir := path.Dir(c.Found.Rel); b.folder && dir != "." {
				target.Folder = dir
			}
			if b.Reply {
				target.Reply = ReplyPath(c.Found.Source.Path)
			}
			j := transfer.NewJob(c.Found.Source, target)
			j.Want = want
			list = append(list, j)
		}
	}
	return list
}

// Twins counts the files that would get another file's name.
func (b *Batch) Twins() int {
	n := 0
	for _, c := range b.List {
		if c.Skip == words.Tr(words.RemarkTwice) && !c.Ticked() {
			n++
		}
	}
	return n
}

// Asides counts the left-out files that a tick would add.
func (b *Batch) Asides() int {
	n := 0
	for _, c := range b.List {
		if c.Aside() {
			n++
		}
	}
	return n
}

// ReplyPath is an unused path beside a file.
func ReplyPath(path string) string {
	free := path + ".reply"
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); err != nil {
			return free
		}
		free = path + " (" + strconv.Itoa(n) + ").reply"
	}
}

// Skipped counts the files that are not added, by reason.
func (b *Batch) Skipped() []words.SkipCount {
	var counts []words.SkipCount
	at := map[string]int{}
	for _, c := range b.List {
		if c.Ticked() {
			continue
		}
		why := c.Skip
		if why == "" || c.Off {
			why = words.Tr(words.RemarkUnticked)
		}
		i, known := at[why]
		if !known {
			i = len(counts)
			at[why] = i
			counts = append(counts, words.SkipCount{Why: why})
		}
		counts[i].N++
	}
	return counts
}

// group is a key for the added files: for several of them, or for those of a folder. It is "" for a single file.
func (b *Batch) group() string {
	n, nested, folder := 0, false, ""
	for _, c := range b.List {
		if !c.Ticked() {
			continue
		}
		n++
		top, _, inside := strings.Cut(c.Found.Rel, "/")
		if !inside {
			top = ""
		}
		if nested = nested || inside; n == 1 {
			folder = top
		}
		if top != folder {
			folder = ""
		}
	}
	if n < 2 && !nested {
		return ""
	}
	return transfer.NewGroupKey(folder)
}
