package sheets

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// settingsSheet changes how uploads run and how the window looks. Save applies all of it.
type settingsSheet struct {
	w      Window
	sheet  *kit.Sheet
	scroll *container.Scroll

	uploads, server *kit.Picker[int]
	speed           *kit.Field
	proxy           *proxyInputs
	askFrom         *kit.Picker[int]
	askTime         *kit.Picker[time.Duration]
	done, needsYou  *kit.CheckBox
	theme           *kit.Picker[string]
	scale           *kit.Picker[int]
	rows            *kit.Picker[string]
	language        *kit.Picker[string]
	onClose         *kit.Picker[string]
	history, days   *kit.Picker[int]
	flaw            *widget.Label
}

var (
	parallelSteps = []int{1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64}
	askFromSteps  = []int{2, 5, 10, 20, 50, 100}
	askTimeSteps  = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour}
	scaleSteps    = []int{80, 90, 100, 110, 120, 130, 150, 170, 200}
	historySteps  = []int{100, 1000, 5000, 20_000, 50_000, 200_000}
	daysSteps     = []int{0, 1, 7, 30, 90, 365}
)

// open shows the sheet with the current values of its inputs.
func (s *settingsSheet) open() {
	w := s.w
	leave := func() { s.sheet.Dismiss() }
	save := kit.NewButton(words.Tr("Save"), s.save, leave)
	save.Importance = widget.HighImportance
	s.scroll = container.NewVScroll(container.New(kit.Insets{Right: kit.Pad}, s.content()))
	s.sheet = w.Sheets().Show(kit.SheetParts{
		Title:   kit.NewTitle(words.Tr("Settings"), kit.TextHeading),
		Body:    s.scroll,
		Buttons: []fyne.CanvasObject{kit.NewButton(words.Tr("Back"), leave, leave), save},
		Want:    fyne.NewSize(560, 640), Enter: s.save,
	})
	w.Canvas().Focus(s.uploads)
}

// OpenSettings shows the settings.
func OpenSettings(w Window) { newSettingsSheet(w).open() }

// OpenSpeedLimit shows the settings with the keyboard at the speed limit.
func OpenSpeedLimit(w Window) {
	s := newSettingsSheet(w)
	s.open()
	w.Canvas().Focus(s.speed)
}

func newSettingsSheet(w Window) *settingsSheet {
	s := &settingsSheet{w: w, flaw: widget.NewLabel("")}
	v, in := w.Settings(), kit.InSheet{Leave: func() { s.sheet.Dismiss() }, Seen: s.reveal, Enter: s.save}
	s.uploads = kit.NewPicker(parallelSteps, cmp.Or(v.Limits.Uploads, list.DefaultUploads), words.Number, in)
	s.server = kit.NewPicker(parallelSteps, cmp.Or(v.Limits.PerServer, list.DefaultPerServer), words.Number, in)
	s.speed = kit.NewField(words.Tr(words.SpeedHint), in.Leave)
	s.speed.OnSubmitted = func(string) { s.save() }
	if v.Limits.Rate > 0 {
		s.speed.SetText(words.Decimal(float64(v.Limits.Rate)/1e6, -1))
	}
	s.proxy = newProxyInputs(w, in, s.save, s.resized)
	s.askFrom = kit.NewPicker(askFromSteps, cmp.Or(v.AskFrom, list.DefaultAskFrom), words.Number, in)
	s.askTime = kit.NewPicker(askTimeSteps, cmp.Or(v.AskTime, list.DefaultAskTime), words.Left, in)
	s.done = kit.NewCheckBox(words.Tr(words.NotifyDone), !v.Quiet.Done, in.Leave)
	s.needsYou = kit.NewCheckBox(words.Tr(words.NotifyNeedsYou), !v.Quiet.NeedsYou, in.Leave)
	s.done.In, s.needsYou.In = in, in
	s.theme = kit.NewPicker([]string{list.ThemeSystem, list.ThemeLight, list.ThemeDark}, cmp.Or(v.Theme, list.ThemeSystem), themeText, in)
	s.scale = kit.NewPicker(scaleSteps, cmp.Or(v.Scale, list.DefaultScale), words.PercentText, in)
	s.rows = kit.NewPicker([]string{list.RowsRoomy, list.RowsCompact}, cmp.Or(v.Rows, list.RowsRoomy), rowsText, in)
	s.language = kit.NewPicker([]string{"", "en", "ru"}, v.Language, words.LanguageName, in)
	s.onClose = kit.NewPicker([]string{list.CloseAsk, list.CloseTray, list.CloseQuit}, v.OnClose, onCloseText, in)
	s.history = kit.NewPicker(historySteps, cmp.Or(v.Limits.History, list.DefaultHistory), words.Number, in)
	s.days = kit.NewPicker(daysSteps, v.Limits.HistoryDays, words.HistoryDaysText, in)
	s.flaw.Wrapping, s.flaw.Importance = fyne.TextWrapWord, widget.WarningImportance
	s.flaw.Hide()
	look := func(string) { s.look() }
	s.theme.OnChanged, s.rows.OnChanged = look, look
	return s
}

// resized gives each part its place again after some have come or gone.
func (s *settingsSheet) resized() {
	if s.scroll != nil {
		s.scroll.Content.Refresh()
		s.scroll.Refresh()
	}
}

// content is the page, without what this desktop cannot do.
func (s *settingsSheet) content() fyne.CanvasObject {
	in := kit.InSheet{Leave: func() { s.sheet.Dismiss() }, Seen: s.reveal}
	remove := kit.NewButton(words.Tr(words.HistoryDelete), func() { deleteHistory(s.w, s.open) }, in.Leave)
	remove.Seen = in.Seen
	if len(s.w.Model().All(list.HasEnded)) == 0 {
		remove.Disable()
	}
	parts := []fyne.CanvasObject{
		kit.Section(words.Tr(words.Transfers),
			kit.LabelledPicker(words.Tr(words.UploadsAtOnce), s.uploads), kit.LabelledPicker(words.Tr(words.PerServer), s.server),
			kit.Labelled(words.Tr(words.SpeedLimit), s.speed)),
		container.New(layout.NewCustomPaddedVBoxLayout(0), s.proxy.section(), kit.Flush(s.flaw)),
		kit.Section(words.Tr(words.AskFirst), kit.LabelledPicker(words.Tr(words.AskFrom), s.askFrom), kit.LabelledPicker(words.Tr(words.AskTime), s.askTime)),
		kit.Titled(words.Tr(words.Messages), container.New(layout.NewCustomPaddedVBoxLayout(0), s.done, s.needsYou)),
		kit.Section(words.Tr(words.Appearance),
			kit.LabelledPicker(words.Tr(words.ThemeLabel), s.theme), kit.LabelledPicker(words.Tr(words.Scale), s.scale),
			kit.LabelledPicker(words.Tr(words.Rows), s.rows), kit.LabelledPicker(words.Tr(words.Language), s.language)),
	}
	if s.w.HasTray() {
		parts = append(parts, kit.Section(words.Tr(words.Hiding), kit.LabelledPicker(words.Tr(words.CloseButton), s.onClose)))
	}
	if places := s.w.Host().Accounts(); len(places) > 0 {
		parts = append(parts, kit.Titled(words.Tr(words.Accounts), accountList(s.w, places, in)))
	}
	if len(s.w.Host().Certificates()) > 0 {
		parts = append(parts, kit.Titled(words.Tr(words.OwnCerts), ownList(s.w, in)))
	}
	parts = append(parts, kit.Titled(words.Tr(words.CertTrusted), trustedList(s.w, in)))
	parts = append(parts, kit.Section(words.Tr(words.HistoryTitle), kit.LabelledPicker(words.Tr(words.HistoryKeep), s.history), kit.LabelledPicker(words.Tr(words.HistoryDays), s.days), kit.Labelled("", remove)))
	parts = append(parts, kit.NewTextLine(s.w.Identity(), kit.TextSmall, kit.ColorMuted))
	return container.New(layout.NewCustomPaddedVBoxLayout(kit.Pad), parts...)
}

func themeText(v string) string {
	return map[string]string{list.ThemeSystem: words.Tr(words.ThemeSystem), list.ThemeLight: words.Tr(words.ThemeLight), list.ThemeDark: words.Tr(words.ThemeDark)}[v]
}

func rowsText(v string) string {
	return map[string]string{list.RowsRoomy: words.Tr(words.RowsRoomy), list.RowsCompact: words.Tr(words.RowsCompact)}[v]
}

func onCloseText(v string) string {
	return map[string]string{list.CloseAsk: words.Tr(words.CloseAsk), list.CloseTray: words.Tr(words.CloseToTray), list.CloseQuit: words.Tr(words.CloseToQuit)}[v]
}

func (s *settingsSheet) save() {
	limits, ok := s.limits()
	if !ok {
		s.flaw.SetText(words.Tr(words.LimitNumber))
		s.flaw.Show()
		s.w.Canvas().Focus(s.speed)
		return
	}
	if err := s.proxy.flaw(); err != nil {
		s.flaw.SetText(words.ErrorText(err))
		s.flaw.Show()
		s.w.Canvas().Focus(s.proxy.address)
		return
	}
	s.proxy.save()
	w, v := s.w, s.w.Settings()
	v.AskFrom, v.AskTime = s.askFrom.Value(), s.askTime.Value()
	v.Quiet = list.Quiet{Done: !s.done.Checked, NeedsYou: !s.needsYou.Checked}
	v.Theme, v.Scale, v.Rows = s.theme.Value(), s.scale.Value(), s.rows.Value()
	if s.language.Value() != v.Language {
		w.News(words.Tr(words.LanguageLater))
	}
	v.Language, v.OnClose = s.language.Value(), s.onClose.Value()
	s.sheet.Dismiss()
	w.SetLook()
	w.SetLimits(limits) // also stores the settings
}

// look shows a chosen theme and density at once, and stores them.
func (s *settingsSheet) look() {
	v := s.w.Settings()
	v.Theme, v.Rows = s.theme.Value(), s.rows.Value()
	s.w.SetLook()
	s.w.Save()
}

// limits reads the sheet; ok is false for an invalid speed.
func (s *settingsSheet) limits() (l transfer.Limits, ok bool) {
	l.Uploads, l.PerServer, l.History = s.uploads.Value(), s.server.Value(), s.history.Value()
	l.HistoryDays = s.days.Value()
	l.Rate, ok = speedIn(s.speed.Text)
	return l, ok
}

// deleteHistory removes all ended uploads from the list. It asks first; after runs once the question is answered.
func deleteHistory(w Window, after func()) {
	list := w.Model().All(list.HasEnded)
	w.Sheets().Confirm(kit.Question{
		Title: words.Tr(words.DeleteHistoryQuestion), Body: words.Tr(words.DeleteHistoryConsequence),
		No: words.Tr(words.Back), Yes: words.DeleteHistoryButton(len(list)), Then: func() { w.Forget(list) }, After: after,
	})
}

// reveal scrolls to an input that got the focus.
func (s *settingsSheet) reveal(o fyne.CanvasObject) {
	if s.scroll == nil {
		return
	}
	kit.BringIn(s.scroll, o)
}
