package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// dropFiles makes files with an old modification time, and returns their folder.
func dropFiles(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func settledSheet(w *Window) func() bool {
	return func() bool { return w.adding == nil || w.adding.walks == 0 && !w.adding.waiting }
}

func TestNamesInTheSheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	dir := dropFiles(t, "a.txt", "b.txt")
	w.Add([]string{dir})
	h.drain(settledSheet(w))
	s := w.adding
	s.form.naming.SetText("{folder}/{n}{ext}")
	if got, want := s.preview.Text, "drop/"+filepath.Base(dir)+"/1.txt"; !strings.HasSuffix(got, want) {
		t.Errorf("preview %q, want %q", got, want)
	}
	s.form.naming.SetText("{foo}")
	if !strings.Contains(s.preview.Text, "{foo}") || !s.upload.Disabled() {
		t.Errorf("a field that is not known: %q", s.preview.Text)
	}
	s.form.naming.SetText("up-{name}{ext}")
	tap(s.upload)
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := h.commands[0].Jobs[1].Target.URL; got != labServers[0].URL+"up-b.txt" {
		t.Errorf("address: %s", got)
	}
	if got := h.saved[len(h.saved)-1].Habits[labServers[0].URL].Name; got != "up-{name}{ext}" {
		t.Errorf("saved: %q", got)
	}
	w.Add([]string{dir})
	if got := w.adding.form.naming.Text; got != "up-{name}{ext}" {
		t.Errorf("the next time it proposes %q", got)
	}
	w.adding.to.SetText(w.practice.Name)
	if got := w.adding.form.naming.Text; got != list.DefaultTemplate {
		t.Errorf("for another server it proposes %q", got)
	}
}

func TestPathsAreKept(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{dropFiles(t, "one/a.txt", "two/a.txt")})
	h.drain(settledSheet(w))
	s := w.adding
	if n := s.count(); n != 1 || !s.form.where.Visible() {
		t.Errorf("flat: %d files", n)
	}
	s.form.folders.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if n := s.count(); n != 2 || s.form.hint.Words != words.Tr(words.FoldersHint) {
		t.Errorf("with paths: %d files, hint %q", n, s.form.hint.Words)
	}
}

func TestBringBack(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{dropFiles(t, "a.txt", "b.txt")})
	h.drain(settledSheet(w))
	w.adding.toggle(0)
	w.adding.form.naming.SetText("x-{name}{ext}")
	w.adding.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.adding != nil || w.status.words.Words != "1 file was not added." || w.status.offered.Text != words.Tr(words.BringBack) {
		t.Fatalf("message: %q", w.status.words.Words)
	}
	tap(w.status.offered)
	h.drain(settledSheet(w))
	s := w.adding
	if s == nil || s.sheet == nil || s.count() != 1 || s.batch.List[0].Ticked() || s.form.naming.Text != "x-{name}{ext}" {
		t.Fatal("the sheet must come back as it was left")
	}
	if w.status.news.Visible() {
		t.Error("the message stands there still")
	}
}

func TestSecondDropJoinsTheSheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{dropFiles(t, "a.txt")})
	h.drain(settledSheet(w))
	first := w.adding
	w.Add([]string{dropFiles(t, "b.txt", "c.txt")})
	h.drain(settledSheet(w))
	if w.adding != first || first.count() != 3 {
		t.Errorf("%d files in the sheet", first.count())
	}
}

func TestHiddenFilesCanBeTicked(t *testing.T) {
	w, h := openTest(t, labSettings())
	dir := dropFiles(t, "sub/.git/config", "sub/.git/hooks/x", "sub/z.txt")
	w.Add([]string{dir})
	h.drain(settledSheet(w))
	s := w.adding
	i := slices.IndexFunc(s.batch.List, (*list.Candidate).Aside)
	if i < 0 || s.count() != 1 {
		t.Fatalf("%d files, hidden at %d", s.count(), i)
	}
	s.list.Select(i)
	h.drain(settledSheet(w))
	if got := s.batch.List[len(s.batch.List)-1].Found.Rel; s.count() != 3 || got != filepath.Base(dir)+"/sub/.git/hooks/x" {
		t.Errorf("%d files, the last is %s", s.count(), got)
	}
}

// TestOneTickTakesWhatIsLeftOut: hidden files, system files and lock files of open documents are counted. One tick
// adds them all and removes them again; what was unticked by hand stays so.
func TestOneTickTakesWhatIsLeftOut(t *testing.T) {
	w, h := openTest(t, labSettings())
	dir := dropFiles(t, "a.txt", "b.txt", "$RECYCLE.BIN/old.txt", ".git/x/.y", "~$a.docx")
	w.Add([]string{dir})
	h.drain(settledSheet(w))
	s := w.adding
	if got := s.form.aside; s.count() != 2 || !got.Visible() || got.Text != "Take what is hidden too, system files and marks of open documents (3)" {
		t.Fatalf("%d files, the tick says %q", s.count(), got.Text)
	}
	if got := words.AddedText(s.count(), s.batch.Skipped()); got != "2 added, 3 skipped: 1 of the system, 1 hidden, 1 a mark of an open document" {
		t.Errorf("the sentence: %q", got)
	}
	s.toggle(slices.IndexFunc(s.batch.List, func(c *list.Candidate) bool { return filepath.Base(c.Found.Source.Path) == "b.txt" }))
	tap(s.form.aside)
	h.drain(settledSheet(w))
	if len(s.batch.List) != 5 || s.count() != 4 || !s.form.aside.Visible() {
		t.Errorf("with the tick: %d of %d files", s.count(), len(s.batch.List))
	}
	tap(s.form.aside)
	h.drain(settledSheet(w))
	if s.count() != 1 || len(s.batch.List) != 5 {
		t.Errorf("without it again: %d of %d files", s.count(), len(s.batch.List))
	}
	w.adding.dismiss()
	w.Add([]string{dropFiles(t, "plain.txt")})
	h.drain(settledSheet(w))
	if w.adding.form.aside.Visible() {
		t.Error("a tick is offered for nothing")
	}
}

func TestStartsAtOnce(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true}}
	w, h := openTest(t, settings)
	w.side.chooseServer(0)
	w.Add([]string{dropFiles(t, "a.txt", ".b")})
	if w.sheets.Top() != nil {
		t.Fatal("a sheet was opened")
	}
	h.drain(func() bool { return w.status.words.Words != "" })
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 1 || h.commands[0].Jobs[0].Want != transfer.Run {
		t.Fatalf("commands: %+v", h.commands)
	}
	if got := w.status.words.Words; got != "To Lab drop: 1 added, 1 skipped: 1 hidden" {
		t.Errorf("message: %q", got)
	}
	tap(w.status.offered)
	w.Add([]string{dropFiles(t, "c.txt")})
	if w.sheets.Top() == nil || len(h.saved[len(h.saved)-1].Habits) != 0 {
		t.Error("the next drop must ask again")
	}
}

// TestAfterUnclearOfAServer: the setting in a server's form holds for what is added to it, and no drop resets it.
func TestAfterUnclearOfAServer(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true, AfterUnclear: transfer.Restart}}
	w, h := openTest(t, settings)
	w.side.chooseServer(0)
	w.Add([]string{dropFiles(t, "a.txt")})
	h.drain(func() bool { return len(h.commands) > 0 && w.status.words.Words != "" })
	if jobs := h.commands[0].Jobs; len(jobs) != 1 || jobs[0].Target.AfterUnclear != transfer.Restart {
		t.Errorf("added: %+v", jobs)
	}
	if h := w.settings.Habits[labServers[0].URL]; h.AfterUnclear != transfer.Restart {
		t.Errorf("kept: %+v", h)
	}
}

func TestAtOnceAsksWhereItMust(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true, Name: "{ext}"}}
	w, h := openTest(t, settings)
	w.Add([]string{dropFiles(t, "a.txt")})
	if w.sheets.Top() == nil {
		t.Fatal("nobody chose this server for these files")
	}
	w.adding.dismiss()
	w.side.chooseServer(0)
	w.Add([]string{dropFiles(t, "noext")})
	h.drain(func() bool { return w.sheets.Top() != nil })
	if len(h.commands) != 0 || w.adding.count() != 0 {
		t.Error("a file without a name was added")
	}
	w.adding.dismiss()
	w.Message("")
	w.Add([]string{t.TempDir()})
	h.drain(func() bool { return w.status.words.Words != "" })
	if w.adding != nil || w.sheets.Top() != nil || w.status.words.Words != words.Tr(words.NoFiles) {
		t.Errorf("an empty folder: %q", w.status.words.Words)
	}
}

func TestKeyboardInTheFiles(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{dropFiles(t, "a.txt", "b.txt", "c.txt")})
	h.drain(settledSheet(w))
	l := w.adding.list
	w.win.Canvas().Focus(l)
	if !l.HasKeyboard(0) {
		t.Error("the first row has no ring")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.OnHighlighted(2) // by mouse
	if !l.HasKeyboard(1) {
		t.Errorf("the ring is at %d", l.At)
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if w.adding.batch.List[1].Ticked() || w.adding.count() != 2 {
		t.Error("Space must take the tick away")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 2 {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestEnterBesideTheFields(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{dropFiles(t, "a.txt")})
	h.drain(settledSheet(w))
	w.win.Canvas().Unfocus() // a click beside the sheet's inputs
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbAdd || w.adding != nil {
		t.Errorf("Enter must upload: %+v", h.commands)
	}
}

func TestAddSheetHidesNothing(t *testing.T) {
	w, h := openTest(t, labSettings())
	j := &transfer.Job{ID: uuid.New(), Target: transfer.Target{URL: labServers[0].URL + "x"}}
	w.Apply(transfer.Update{j.ID: j})
	w.side.chooseServer(-1)
	w.Add([]string{dropFiles(t, "a.txt")})
	h.drain(settledSheet(w))
	w.adding.to.SetText(w.practice.Name) // starts it
	h.drain(func() bool { return !w.adding.waiting })
	w.adding.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s, chosen := w.chosenServer(); chosen || len(w.model.Shown) == 0 {
		t.Errorf("%q is chosen, and %d uploads are shown", s.Name, len(w.model.Shown))
	}
	if w.side.all.Count != "1" {
		t.Errorf("all servers: %s", w.side.all.Count)
	}
}

func TestAddedIsNotHidden(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.side.chooseServer(0)
	for _, tt := range []struct {
		to     string
		chosen bool
	}{{labServers[0].URL, true}, {"https://new.example.com/in/", false}} {
		w.Add([]string{dropFiles(t, "a.txt")})
		h.drain(settledSheet(w))
		w.adding.to.SetText(tt.to)
		before := len(h.saved)
		tap(w.adding.upload)
		h.drain(func() bool { return len(h.saved) > before })
		if _, chosen := w.chosenServer(); chosen != tt.chosen {
			t.Errorf("after an upload to %s one server is chosen: %v", tt.to, chosen)
		}
	}
}

// TestLongAddressInTheSheet: however long the address is, the parts below begin where it ends, and the buttons stay
// visible.
func TestLongAddressInTheSheet(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		t.Cleanup(func() { words.Speak(words.English) })
		w, h := openTest(t, labSettings())
		w.Add([]string{dropFiles(t, "a.txt", "b/c.txt")})
		h.drain(settledSheet(w))
		s := w.adding
		for _, n := range []int{0, 9, 180} {
			s.to.SetText("https://files.example.com/" + strings.Repeat("department/", n))
			for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}, {Width: 760, Height: 560}} {
				checkSheetLines(t, s)
				w.win.Resize(size)
				checkSheetLines(t, s)
				s.turn()
				checkSheetLines(t, s)
				s.turn()
			}
		}
		s.dismiss()
	}
}

func checkSheetLines(t *testing.T, s *addSheet) {
	t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	what := fmt.Sprintf("%v, %d characters", s.w.win.Canvas().Size(), len(s.to.Text))
	if need := s.preview.MinSize().Height; s.preview.Size().Height < need {
		t.Errorf("%s: the preview has %v of %v", what, s.preview.Size().Height, need)
	}
	head := at(s.preview).Y + s.preview.Size().Height
	buttons := at(s.upload).Y
	for i, o := range s.area.Objects[1:] { // options and files
		if top := at(o).Y; o.Visible() && top < head-1 {
			t.Errorf("%s: part %d at %v, the preview ends at %v", what, i, top, head)
		}
	}
	if end := at(s.form.scroll).Y + s.form.scroll.Size().Height; s.form.scroll.Visible() && end > buttons {
		t.Errorf("%s: the options end at %v, the buttons begin at %v", what, end, buttons)
	}
}

// TestTwinsAreSaid: files left out because of their names are announced beforehand.
func TestTwinsAreSaid(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.side.chooseServer(0)
	dir := t.TempDir()
	for _, name := range []string{"a/x.bin", "b/x.bin", "c/x.bin"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Add([]string{dir})
	h.drain(func() bool { return w.adding.walks == 0 })
	hint := w.adding.form.hint
	if hint.Tint != theme.ColorNameWarning || !strings.HasPrefix(hint.Words, "2 files are left out") {
		t.Errorf("the hint says %q", hint.Words)
	}
	w.adding.form.naming.SetText("{n}-{name}{ext}")
	if n := w.adding.count(); n != 3 || strings.Contains(hint.Words, "left out") {
		t.Errorf("%d files, the hint says %q", n, hint.Words)
	}
}

// TestTwinsAreNamedInTheSheet: both files of a pair name the other one, and a drop that would start at once asks
// instead.
func TestTwinsAreNamedInTheSheet(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("one folder of Windows has no twins")
	}
	w, h := openTest(t, labSettings())
	dir := dropFiles(t, "report.txt", "Report.TXT", "other.txt")
	w.settings.Habits[labServers[0].URL] = list.Habit{AtOnce: true}
	w.model.SetServer(0)
	w.Add([]string{dir})
	h.drain(settledSheet(w))
	if w.adding == nil || w.sheets.Top() == nil || len(h.commands) > 0 {
		t.Fatalf("nobody was asked: %+v", h.commands)
	}
	remarks := map[string]string{}
	for _, c := range w.adding.batch.List {
		remarks[c.Name] = c.Remark
		if !c.Ticked() {
			t.Errorf("%s is not ticked", c.Name)
		}
	}
	if !strings.Contains(remarks["report.txt"], "Report.TXT") || !strings.Contains(remarks["Report.TXT"], "report.txt") || remarks["other.txt"] != "" {
		t.Errorf("%q", remarks)
	}
	w.adding.form.naming.SetText("{n}{ext}")
	for _, c := range w.adding.batch.List {
		if c.Remark != "" {
			t.Errorf("under a name of its own %s says %q", c.Name, c.Remark)
		}
	}
}
