package ui

import (
	"errors"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
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
	name   string // what it is called on the server
	n      int    // its number among the files that can be uploaded, from 1
	odd    string // what is odd about it, were it added
	mild   bool   // that asks for nothing
	twin   bool   // another one has nearly its name
}

// ticked tells whether the file would be added.
func (c *candidate) ticked() bool { return c.url != "" && !c.off && (c.skip == "" || c.on) }

// tickable tells whether the user may decide.
func (c *candidate) tickable() bool { return c.found.Skip == "" && c.url != "" || c.aside() }

// aside tells the files that a walk passed over because people seldom mean them: a tick takes them in after all.
func (c *candidate) aside() bool { return c.found.Skip.Aside() }

// batch is what the add sheet is about: files and where they are to go.
type batch struct {
	list    []*candidate
	byPath  map[string]bool
	inList  map[transfer.Work]*transfer.Job // uploads that have not ended, by path and URL
	to      string                          // the address, as typed
	folder  bool                            // keep the folders of dropped folders
	flaw    string                          // why nothing can be added to this address; "" = it can
	nested  bool                            // some file lies in a folder
	naming  string                          // template of the names on the server, "" = DefaultTemplate
	facts   nameFacts                       // what is the same in the names of all files
	frame   frame                           // of the addresses in the folder that is typed
	reply   bool                            // a reply of the server is wanted for each file
	unclear transfer.AfterUnclear           // what follows a part without an answer there
	files   int                             // that can be uploaded, as far as is known
	paired  bool                            // some that would be added have nearly the same name
}

func newBatch(m *model) *batch {
	b := &batch{byPath: map[string]bool{}, inList: map[transfer.Work]*transfer.Job{}}
	for _, e := range m.order {
		if e.job.Open() {
			b.inList[e.job.Work()] = e.job
		}
	}
	return b
}

// add takes files in; those that are there already are passed over.
func (b *batch) add(found []transfer.Found) {
	first := len(b.list)
	for _, f := range found {
		if b.byPath[f.Source.Path] {
			continue
		}
		b.byPath[f.Source.Path] = true
		b.nested = b.nested || strings.Contains(f.Rel, "/")
		c := &candidate{found: f}
		if f.Skip == "" {
			b.files++
			c.n = b.files
		}
		b.list = append(b.list, c)
	}
	if numbered(b.naming) {
		first = 0 // how many digits a number has depends on how many there are
	}
	b.resolve(b.list[first:])
}

// take removes a file from the list, so that it can be walked to again.
func (b *batch) take(i int) *candidate {
	c := b.list[i]
	b.list = slices.Delete(b.list, i, i+1)
	delete(b.byPath, c.found.Source.Path)
	return c
}

// forget empties the list, so that everything can be walked to again.
func (b *batch) forget() {
	b.list, b.byPath, b.files, b.nested = nil, map[string]bool{}, 0, false
}

// fresh are the paths of files that somebody may still be writing.
func (b *batch) fresh(now time.Time) []string {
	var paths []string
	for _, c := range b.list {
		if c.found.Skip == "" && c.found.Source.JustWritten(now) {
			paths = append(paths, c.found.Source.Path)
		}
	}
	return paths
}

// renew takes in what files are by now.
func (b *batch) renew(list []transfer.Source) {
	by := make(map[string]transfer.Source, len(list))
	for _, s := range list {
		by[s.Path] = s
	}
	for _, c := range b.list {
		if s, ok := by[c.found.Source.Path]; ok {
			c.found.Source = s
			c.odd, c.mild = oddity(s, c.name, time.Now())
		}
	}
	b.mark()
}

// aim sets the destination.
func (b *batch) aim(to string, keepFolders bool) {
	b.to, b.folder = strings.TrimSpace(to), keepFolders
	b.resolve(b.list)
}

// resolve works out the addresses of files, and then what is ticked.
func (b *batch) resolve(list []*candidate) {
	b.flaw, b.frame = b.addressFlaw(), newFrame(b.to)
	now := time.Now()
	for _, c := range list {
		c.url, c.bad, c.name = "", "", ""
		if c.found.Skip != "" {
			continue
		}
		address, err := b.address(c)
		switch {
		case errors.Is(err, errNoName):
			c.bad = words.Tr(words.NameEmpty)
		case err != nil:
			c.bad = words.ErrorText(err)
		}
		c.url = address
		c.odd, c.mild = oddity(c.found.Source, c.name, now)
	}
	b.mark()
}

// mark works out every file's remark and tick.
func (b *batch) mark() {
	taken := make(map[string]bool, len(b.list))
	for _, c := range b.list {
		b.markOne(c, taken)
	}
	b.markTwins()
}

// markTwins remarks on what would be added under nearly the same name.
func (b *batch) markTwins() {
	b.paired = false
	addresses := make([]string, len(b.list))
	for i, c := range b.list {
		if c.ticked() {
			addresses[i] = c.url
		}
	}
	for i, other := range twinsAmong(addresses) {
		c := b.list[i]
		if c.twin = other >= 0; !c.twin {
			continue
		}
		b.paired = true
		text := words.TwinText(c.name, b.list[other].name)
		if c.remark != "" && !c.mild {
			text = c.remark + "; " + text
		}
		c.remark = text
	}
}

func (b *batch) addressFlaw() string {
	if _, err := transfer.Destination(b.to, "file"); err != nil {
		return words.ErrorText(err)
	}
	if n := b.usable(); n > 1 && !b.isFolder() {
		return words.OneNameText(n)
	}
	return templateFlaw(b.template())
}

// template is what the names are made of.
func (b *batch) template() string {
	if b.naming == "" {
		return DefaultTemplate
	}
	return b.naming
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
		c.skip = words.SkipText(c.found.Skip)
	case c.bad != "" && b.flaw == "": // the address is fine: the file's own name spoils it
		c.skip = c.bad
	case c.url == "":
	case b.inList[transfer.Work{Path: c.found.Source.Path, URL: c.url}] != nil:
		job := b.inList[transfer.Work{Path: c.found.Source.Path, URL: c.url}]
		c.skip, c.remark = words.Tr(words.RemarkInList), words.InListText(words.Percent(job.Acked, job.Source.Size))
	case taken[c.url] && b.flaw == "":
		c.skip = words.Tr(words.RemarkTwice)
	default:
		c.remark = c.odd
	}
	if c.remark == "" {
		c.remark = c.skip
	}
	if c.ticked() {
		taken[c.url] = true
	}
}

// errNoName says that a template leaves nothing of a file's name.
var errNoName = errors.New("the name is empty")

// address is the exact URL of a file.
func (b *batch) address(c *candidate) (string, error) {
	if !b.isFolder() {
		c.name = filepath.Base(c.found.Source.Path)
		return transfer.Destination(b.to, c.name)
	}
	f := b.facts
	f.path, f.n, f.of = c.found.Source.Path, c.n, b.files
	var dirs []string
	if b.folder && strings.Contains(c.found.Rel, "/") {
		dirs = strings.Split(path.Dir(c.found.Rel), "/")
	}
	names := append(dirs, strings.Split(expandName(b.template(), f), "/")...)
	for _, name := range names {
		if !goodSegment(name) {
			return "", errNoName
		}
	}
	c.name = names[len(names)-1]
	if len(names) == 1 {
		return b.frame.address(b.to, c.name)
	}
	to := b.to
	for i, name := range names {
		next, err := transfer.Destination(to, name)
		if err != nil {
			return "", err
		}
		if to = next; i < len(names)-1 {
			to += "/"
		}
	}
	return to, nil
}

// frame is what stands before and behind the name of a file in the addresses of one folder. Taking a
// folder's address apart once instead of for each of thousands of files is what makes typing it smooth.
type frame struct{ before, after string }

// framed is a name that no address has and that looks the same encoded.
const framed = "-sendoff-0b6f1c2e-"

func newFrame(to string) frame {
	address, err := transfer.Destination(to, framed)
	if err != nil {
		return frame{}
	}
	before, after, _ := strings.Cut(address, framed)
	return frame{before, after}
}

// address is transfer.Destination(to, name). What may be too long goes through it.
func (f frame) address(to, name string) (string, error) {
	const surely = 200 // characters that are not too long for a name
	if f.before == "" || len(name) > surely || len(f.before)+3*len(name)+len(f.after) > 2000 {
		return transfer.Destination(to, name)
	}
	return f.before + url.PathEscape(name) + f.after, nil
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
