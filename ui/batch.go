package ui

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"sendoff/transfer"
)

// candidate is a file in the add sheet.
type candidate struct {
	found  transfer.Found
	off    bool   // the user took its tick away
	on     bool   // the user ticked it although it was not ticked by itself
	remark string // why it is not ticked, or what is odd about it; "" = nothing
	skip   string // the short reason it is not ticked by itself; "" = it is
	url    string // where it would go; "" if it cannot
	bad    string // why its own name cannot be part of an address
}

// ticked tells whether the file would be added.
func (c *candidate) ticked() bool { return c.url != "" && !c.off && (c.skip == "" || c.on) }

// tickable tells whether the user may decide.
func (c *candidate) tickable() bool { return c.found.Skip == "" && c.url != "" }

// skipCount says how many files were skipped and why.
type skipCount struct {
	n   int
	why string
}

// batch is what the add sheet is about: files and where they are to go.
type batch struct {
	list   []*candidate
	byPath map[string]bool
	inList map[string]*transfer.Job // uploads that have not ended, by path and URL
	to     string                   // the address, as typed
	folder bool                     // keep the folders of dropped folders
	flaw   string                   // why nothing can be added to this address; "" = it can
	nested bool                     // some file lies in a folder
}

func newBatch(m *model) *batch {
	b := &batch{byPath: map[string]bool{}, inList: map[string]*transfer.Job{}}
	for _, e := range m.order {
		if e.job.Outcome == "" && e.job.Want != transfer.Drop {
			b.inList[inListKey(e.job.Source.Path, e.job.Target.URL)] = e.job
		}
	}
	return b
}

func inListKey(path, address string) string { return path + "\x00" + address }

// add takes files in; those that are there already are passed over.
func (b *batch) add(found []transfer.Found) {
	first := len(b.list)
	for _, f := range found {
		if b.byPath[f.Source.Path] {
			continue
		}
		b.byPath[f.Source.Path] = true
		b.nested = b.nested || strings.Contains(f.Rel, "/")
		b.list = append(b.list, &candidate{found: f})
	}
	b.resolve(b.list[first:])
}

// aim sets the destination.
func (b *batch) aim(to string, keepFolders bool) {
	b.to, b.folder = strings.TrimSpace(to), keepFolders
	b.resolve(b.list)
}

// resolve works out the addresses of files, and then what is ticked.
func (b *batch) resolve(list []*candidate) {
	b.flaw = b.addressFlaw()
	for _, c := range list {
		c.url, c.bad = "", ""
		if c.found.Skip != "" {
			continue
		}
		address, err := b.address(c.found)
		if err != nil {
			c.bad = ErrorText(err)
		}
		c.url = address
	}
	b.mark()
}

// mark works out every file's remark and tick.
func (b *batch) mark() {
	taken := make(map[string]bool, len(b.list))
	for _, c := range b.list {
		b.markOne(c, taken)
	}
}

func (b *batch) addressFlaw() string {
	if _, err := transfer.Destination(b.to, "file"); err != nil {
		return ErrorText(err)
	}
	if n := b.usable(); n > 1 && !b.isFolder() {
		return oneNameText(n)
	}
	return ""
}

func (b *batch) isFolder() bool {
	u, err := url.Parse(b.to)
	return err == nil && (u.Path == "" || strings.HasSuffix(u.Path, "/"))
}

func (b *batch) usable() int {
	n := 0
	for _, c := range b.list {
		if c.found.Skip == "" && !c.off {
			n++
		}
	}
	return n
}

func (b *batch) markOne(c *candidate, taken map[string]bool) {
	c.remark, c.skip = "", ""
	switch {
	case c.found.Skip != "":
		c.skip = SkipText(c.found.Skip)
	case c.bad != "" && b.flaw == "": // the address is fine: the file's own name spoils it
		c.skip = c.bad
	case c.url == "":
	case b.inList[inListKey(c.found.Source.Path, c.url)] != nil:
		job := b.inList[inListKey(c.found.Source.Path, c.url)]
		c.skip, c.remark = remarkInList, inListText(Percent(job.Acked, job.Source.Size))
	case taken[c.url] && b.flaw == "":
		c.skip = remarkTwice
	case c.found.Source.Size == 0:
		c.remark = remarkEmpty
	}
	if c.remark == "" {
		c.remark = c.skip
	}
	if c.ticked() {
		taken[c.url] = true
	}
}

// address is the exact URL of a file.
func (b *batch) address(f transfer.Found) (string, error) {
	if !b.folder || !strings.Contains(f.Rel, "/") || !b.isFolder() {
		return transfer.Destination(b.to, filepath.Base(f.Source.Path))
	}
	to := b.to
	for dir := range strings.SplitSeq(path.Dir(f.Rel), "/") {
		next, err := transfer.Destination(to, dir)
		if err != nil {
			return "", err
		}
		to = next + "/"
	}
	return transfer.Destination(to, filepath.Base(f.Source.Path))
}

// tick follows the user's wish for one file.
func (b *batch) tick(i int, on bool) {
	c := b.list[i]
	c.off, c.on = !on, on
	b.flaw = b.addressFlaw()
	b.mark()
}

// sum counts the ticked files and their bytes; first is the URL of the first of them.
func (b *batch) sum() (files int, size int64, first string) {
	for _, c := range b.list {
		if !c.ticked() {
			continue
		}
		if files == 0 {
			first = c.url
		}
		files++
		size += c.found.Source.Size
	}
	return files, size, first
}

// jobs makes the jobs of the ticked files.
func (b *batch) jobs(want transfer.Want) []transfer.Job {
	var list []transfer.Job
	for _, c := range b.list {
		if c.ticked() {
			j := transfer.NewJob(c.found.Source, transfer.Target{URL: c.url})
			j.Want = want
			list = append(list, j)
		}
	}
	return list
}

// skipped counts what is not added, by reason.
func (b *batch) skipped() []skipCount {
	var counts []skipCount
	at := map[string]int{}
	for _, c := range b.list {
		if c.ticked() {
			continue
		}
		why := c.skip
		if why == "" || c.off {
			why = remarkUnticked
		}
		i, known := at[why]
		if !known {
			i = len(counts)
			at[why] = i
			counts = append(counts, skipCount{why: why})
		}
		counts[i].n++
	}
	return counts
}
