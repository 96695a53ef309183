package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
)

// addSheet asks where files are to go.
type addSheet struct {
	w       *Window
	sheet   *sheet
	batch   *batch
	walks   int // that have not ended
	stop    context.CancelFunc
	ctx     context.Context // of its walks, ended when the sheet closes
	from    string          // the local folder of the first file, "" = not known
	waiting bool            // for the practice server
	added   bool            // the files were handed over

	title   *line
	to      *choiceField
	preview *widget.Label
	folders *widget.Check
	list    *widget.List
	later   *button
	upload  *button
}

// Add opens the add sheet for files and folders, or adds them to the one that is open. Without paths
// it only brings the window to the front.
func (w *Window) Add(paths []string) {
	if len(paths) == 0 {
		w.win.Show()
		w.win.RequestFocus()
		return
	}
	if w.adding == nil {
		w.openAdd(paths[0])
	}
	w.adding.walk(paths)
}

func (w *Window) dropped(uris []fyne.URI) {
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(u.Path()))
		}
	}
	if len(paths) > 0 {
		w.Add(paths)
	}
}

func (w *Window) openAdd(first string) {
	s := &addSheet{w: w, batch: newBatch(w.model), from: filepath.Dir(first)}
	s.ctx, s.stop = context.WithCancel(context.Background()) //nolint:forbidigo // the sheet is a root: closing it is the one thing that ends its walks
	s.build()
	w.adding = s
	s.sheet = w.openSheet(sheetParts{
		title: s.title, body: s.body(), want: fyne.NewSize(760, 560), onClose: s.closed,
		buttons: []fyne.CanvasObject{newButton(tr(textNotNow), s.dismiss, s.dismiss), s.later, s.upload},
	})
	s.to.SetText(w.destinationFor(s.from))
	s.update()
	w.win.Canvas().Focus(s.to)
}

func (s *addSheet) dismiss() { s.sheet.dismiss() }

// closed ends the walks, and says what was not added.
func (s *addSheet) closed() {
	s.stop()
	s.w.adding = nil
	if n := s.count(); !s.added && n > 0 {
		s.w.Message(notAddedText(n))
	}
}

func (s *addSheet) build() {
	s.title = newTitle(tr(textAddFiles), textHeading)
	s.to = newChoiceField(s.w.destinations(), s.dismiss)
	s.to.PlaceHolder = tr(textUploadToHint)
	s.to.OnChanged = func(string) { s.aim() }
	s.to.OnSubmitted = func(string) { s.submit(transfer.Run) }
	s.preview = widget.NewLabel("")
	s.preview.Wrapping = fyne.TextWrapBreak
	s.preview.SizeName = theme.SizeNameCaptionText
	s.folders = widget.NewCheck(tr(textKeepFolders), func(bool) { s.aim() })
	s.folders.Hide()
	s.list = widget.NewList(func() int { return len(s.batch.list) },
		func() fyne.CanvasObject { return newFileRow(s) },
		func(i widget.ListItemID, o fyne.CanvasObject) { o.(*fileRow).bind(i) })
	s.list.HideSeparators = true
	s.later = newButton(tr(textAddPaused), func() { s.submit(transfer.Hold) }, s.dismiss)
	s.upload = newButton(uploadButtonText(0), func() { s.submit(transfer.Run) }, s.dismiss)
	s.upload.Importance = widget.HighImportance
}

func (s *addSheet) body() fyne.CanvasObject {
	head := container.New(layout.NewCustomPaddedVBoxLayout(2), labelled(tr(textUploadTo), s.to), flush(s.preview), flush(s.folders), newLine())
	return container.NewBorder(head, newLine(), nil, nil, s.list)
}

// walk looks for files away from the screen's goroutine.
func (s *addSheet) walk(paths []string) {
	s.walks++
	s.update()
	post, ctx := s.w.host.Post, s.ctx
	go func() { // ends with the walk, which ends early when the sheet closes
		err := transfer.Walk(ctx, paths, func(found []transfer.Found) error {
			found = slices.Clone(found)
			post(func() { s.found(found) })
			return ctx.Err()
		})
		post(func() { s.walked(err) })
	}()
}

func (s *addSheet) found(list []transfer.Found) {
	if s.ctx.Err() != nil {
		return
	}
	s.batch.add(list)
	s.update()
}

func (s *addSheet) walked(err error) {
	if s.ctx.Err() != nil {
		return
	}
	s.walks--
	if err != nil {
		s.w.Message(ErrorText(err))
	}
	s.update()
}

// aim follows what is typed as destination.
func (s *addSheet) aim() {
	server, known := s.w.serverNamed(s.to.Text)
	if known && server.Practice && server.URL == "" {
		s.startPractice()
		return
	}
	address := s.to.Text
	if known {
		address = server.URL
	}
	s.batch.aim(address, s.folders.Checked)
	s.update()
}

// startPractice starts the practice server because it was chosen, once.
func (s *addSheet) startPractice() {
	if s.waiting {
		return
	}
	s.waiting = true
	s.w.startPractice(func(_ Server, err error) {
		s.waiting = false
		if s.ctx.Err() == nil && err == nil {
			s.aim()
		}
	})
	s.update()
}

// update shows counts, the preview and which buttons are live.
func (s *addSheet) update() {
	n, size, first := s.batch.sum()
	if s.walks > 0 {
		s.title.set(walkingText(len(s.batch.list)), theme.ColorNameForeground)
	} else {
		s.title.set(sheetTitle(n, size), theme.ColorNameForeground)
	}
	s.upload.SetText(uploadButtonText(n))
	for _, b := range []*button{s.later, s.upload} {
		if s.ready() {
			b.Enable()
		} else {
			b.Disable()
		}
	}
	show(s.folders, s.batch.nested)
	s.showPreview(first)
	s.list.Refresh()
}

func (s *addSheet) showPreview(first string) {
	text, importance := "", widget.MediumImportance
	switch {
	case s.waiting:
		text = tr(textPracticeStarting)
	case s.batch.flaw != "":
		text, importance = s.batch.flaw, widget.WarningImportance
	case first != "":
		text = previewText(first)
	}
	s.preview.Importance = importance
	s.preview.SetText(text)
}

// ready tells whether something can be added now.
func (s *addSheet) ready() bool {
	n, _, _ := s.batch.sum()
	return n > 0 && s.walks == 0 && s.batch.flaw == "" && !s.waiting
}

// submit adds what is ticked.
func (s *addSheet) submit(want transfer.Want) {
	if !s.ready() {
		return
	}
	jobs, news := s.batch.jobs(want), addedText(s.count(), s.batch.skipped())
	typed := s.batch.to
	s.added = true
	s.dismiss()
	s.w.act.do(transfer.Command{Verb: transfer.VerbAdd, Jobs: jobs}, func(err error) {
		if err == nil {
			s.w.remember(s.from, typed)
			s.w.news(news)
		}
	})
}

func (s *addSheet) count() int {
	n, _, _ := s.batch.sum()
	return n
}

// destinations are the names offered.
func (w *Window) destinations() []string {
	var names []string
	for _, v := range w.servers() {
		names = append(names, v.Name)
	}
	return names
}

// destinationFor is what the sheet proposes for files of a folder: the chosen server, else where the
// files of this folder went, else the server last used, else the only one there is.
func (w *Window) destinationFor(folder string) string {
	if s, ok := w.chosenServer(); ok {
		return s.Name
	}
	for _, address := range []string{w.settings.Remembered[folder], w.settings.LastServer} {
		if address == PracticeKey {
			return w.practice.Name
		}
		if i := slices.IndexFunc(w.settings.Servers, func(s Server) bool { return s.URL == address }); i >= 0 {
			return w.settings.Servers[i].Name
		}
	}
	return w.servers()[0].Name
}

// serverNamed finds the server that a text names, by its name or its address.
func (w *Window) serverNamed(text string) (Server, bool) {
	text = strings.TrimSpace(text)
	list := w.servers()
	i := slices.IndexFunc(list, func(s Server) bool { return s.Name == text || s.URL != "" && s.URL == text })
	if i < 0 {
		return Server{}, false
	}
	return list[i], true
}

// remember keeps where files went: an address that is not known yet becomes a server.
func (w *Window) remember(folder, address string) {
	key := folderOf(address)
	if w.practice.URL != "" && strings.HasPrefix(address, w.practice.URL) {
		key = PracticeKey
	} else if i := w.model.serverOf(address); i >= 0 {
		key = w.model.servers[i].URL
	} else if key != "" {
		w.settings.Servers = append(w.settings.Servers, Server{Name: w.freeName(key), URL: key})
		w.serversChanged()
	}
	w.settings.LastServer, w.settings.Remembered[folder] = key, key
	w.save()
}

// folderOf cuts the name of a file off an address.
func folderOf(address string) string {
	at := strings.Index(address, "://")
	if at < 0 {
		return ""
	}
	if end := strings.LastIndexByte(address[at+3:], '/'); end >= 0 {
		return address[:at+3+end+1]
	}
	return address + "/"
}

// freeName is a name for an address that no other server has.
func (w *Window) freeName(address string) string {
	name := serverName(address)
	if _, taken := w.serverNamed(name); taken {
		return address
	}
	return name
}

// serverName is a short name made of an address: its host and its path.
func serverName(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(rest, "/")
}
