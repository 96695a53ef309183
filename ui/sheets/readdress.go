package sheets

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// readdress is the dialog that changes an upload's remote name or address.
type readdress struct {
	w     Window
	sheet *kit.Sheet
	job   *transfer.Job
	in    *kit.Field
	whom  *kit.Segmented // this upload or its whole folder; nil = only this one
	all   []uuid.UUID
	flaw  *widget.Label
	read  func() ([]transfer.Job, string) // reads the form, or says what is wrong with it
	done  func([]transfer.Job) string     // what is said of the changed ones
}

// OtherName asks for another name in the same remote folder.
func OtherName(w Window, id uuid.UUID) {
	j := w.Model().Job(id)
	if j == nil {
		return
	}
	r := &readdress{w: w, job: j}
	r.read = r.named
	r.done = func(jobs []transfer.Job) string { return words.RenamedText(jobs[0].Target.Name()) }
	r.open(words.Tr(words.NameTitle), kit.Labelled(words.Tr(words.NameOnServer), r.entry("", list.OfferedName(j))))
}

// ChangeAddress asks for another address, for one upload or for all that go to the same folder.
func ChangeAddress(w Window, id uuid.UUID) {
	j := w.Model().Job(id)
	if j == nil {
		return
	}
	r := &readdress{w: w, job: j, all: w.Model().Below(list.AddressFolder(j.Target.URL))}
	r.read = r.moved
	r.done = func(jobs []transfer.Job) string { return words.ChangedText(len(jobs)) }
	body := []fyne.CanvasObject{kit.Labelled(words.Tr(words.AddressLabel), r.entry(words.Tr(words.AddressHint), list.OfferedAddress(j)))}
	if len(r.all) > 1 {
		r.whom = kit.NewSegmented([]string{words.Tr("This upload"), words.MoveAllText(len(r.all))}, func(int) { r.turn() }, func() { r.sheet.Dismiss() })
		body = append(body, r.whom)
	}
	r.open(words.Tr(words.AddressTitle), body...)
}

func (r *readdress) entry(hint, text string) *kit.Field {
	r.in = kit.NewField(hint, func() { r.sheet.Dismiss() })
	r.in.SetText(text)
	r.in.OnSubmitted = func(string) { r.save() }
	return r.in
}

func (r *readdress) open(title string, body ...fyne.CanvasObject) {
	leave := func() { r.sheet.Dismiss() }
	r.flaw = widget.NewLabel("")
	r.flaw.Wrapping, r.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	what := widget.NewLabel(words.Drawn(r.job.Source.Path))
	what.Truncation = fyne.TextTruncateEllipsis
	save := kit.NewButton(words.Tr(words.Upload), r.save, leave)
	save.Importance = widget.HighImportance
	parts := append([]fyne.CanvasObject{kit.Flush(what)}, body...)
	r.sheet = r.w.Sheets().Show(kit.SheetParts{
		Title:   kit.NewTitle(title, kit.TextHeading),
		Body:    container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), append(parts, kit.Flush(r.flaw))...),
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr(words.Back), leave, leave), save},
		Want:    fyne.NewSize(560, 0), Enter: r.save,
	})
	r.w.Canvas().Focus(r.in)
	r.in.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// turn switches between the upload's address and its folder's.
func (r *readdress) turn() {
	if r.forAll() {
		r.in.SetText(list.AddressFolder(r.job.Target.URL))
		return
	}
	r.in.SetText(r.job.Target.URL)
}

func (r *readdress) forAll() bool { return r.whom != nil && r.whom.At == 1 }

// save changes the uploads and starts them, unless they are paused. An invalid form changes nothing and is
// explained.
func (r *readdress) save() {
	jobs, flaw := r.read()
	if flaw != "" {
		r.flaw.SetText(flaw)
		r.sheet.Fit()
		return
	}
	r.sheet.Dismiss()
	r.w.Change(jobs, r.done(jobs))
}

// named is the upload under the typed name.
func (r *readdress) named() ([]transfer.Job, string) {
	name := strings.TrimSpace(r.in.Text)
	switch {
	case name == "":
		return nil, words.Tr(words.NameNone)
	case strings.ContainsAny(name, `/\`) || name == "." || name == "..":
		return nil, words.Tr(words.NameFolder)
	case name == list.LastName(r.job.Target.URL):
		return nil, words.Tr(words.NameSame)
	}
	folder, query := list.AddressFolder(r.job.Target.URL), ""
	if u, err := url.Parse(r.job.Target.URL); err == nil && u.RawQuery != "" {
		query = "?" + u.RawQuery
	}
	return r.to(folder + url.PathEscape(name) + query)
}

// moved are the uploads at the typed address.
func (r *readdress) moved() ([]transfer.Job, string) {
	text := strings.TrimSpace(r.in.Text)
	if !r.forAll() {
		if text == r.job.Target.URL {
			return nil, words.Tr(words.AddressSame)
		}
		address, err := transfer.Destination(text, list.LastName(r.job.Target.URL))
		if err != nil {
			return nil, words.ErrorText(err)
		}
		return r.to(address)
	}
	return r.allMoved(text)
}

func (r *readdress) allMoved(folder string) ([]transfer.Job, string) {
	old := list.AddressFolder(r.job.Target.URL)
	u, err := transfer.CheckURL(folder)
	switch {
	case err != nil:
		return nil, words.ErrorText(err)
	case u.RawQuery != "" || !strings.HasSuffix(u.String(), "/"):
		return nil, words.Tr(words.FolderSlash)
	case u.String() == old:
		return nil, words.Tr(words.AddressSame)
	}
	var jobs []transfer.Job
	for _, id := range r.w.Model().Still(r.all, list.CanCancel) {
		j := *r.w.Model().Job(id)
		j.Target.URL = u.String() + strings.TrimPrefix(j.Target.URL, old)
		jobs = append(jobs, j)
	}
	return jobs, ""
}

// to is one upload at another address, unless another upload goes there.
func (r *readdress) to(address string) ([]transfer.Job, string) {
	u, err := transfer.CheckURL(address)
	if err != nil {
		return nil, words.ErrorText(err)
	}
	now := r.w.Model().Job(r.job.ID)
	if now == nil || !list.CanCancel(now) {
		return nil, words.Tr(words.ChangedByOther)
	}
	j := *now
	j.Target.URL = u.String()
	for _, e := range r.w.Model().Entries {
		if e.Job.ID != j.ID && e.Job.Outcome == "" && e.Job.Want != transfer.Drop && e.Job.Target.URL == j.Target.URL {
			return nil, words.Tr(words.AddressInList)
		}
	}
	return []transfer.Job{j}, ""
}
