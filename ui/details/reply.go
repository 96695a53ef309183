package details

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// replyPage says what became of the server's reply file, where it is, and what it says.
type replyPage struct {
	w       Window
	content *container.Scroll
	state   *widget.Label
	path    *kit.Fact
	part    *kit.TextLine // how much of it is shown
	text    *widget.Label
	read    string // the file whose text is shown or being read, "" = none
}

// replyMost is how much of a reply is shown, in bytes: a label lays all of its text out at once.
const replyMost = 16 << 10

func newReplyPage(w Window) *replyPage {
	p := &replyPage{w: w, state: widget.NewLabel(""), text: widget.NewLabel(""), part: kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)}
	p.state.Wrapping, p.text.Wrapping = fyne.TextWrapWord, fyne.TextWrapBreak
	p.text.TextStyle.Monospace, p.text.SizeName = true, theme.SizeNameCaptionText
	p.path = kit.NewFact(words.Tr(words.SavedAt), 92, words.Drawn)
	p.path.Value.Wrapping = fyne.TextWrapBreak
	path := copyButton(func() { w.Copy(p.path.Whole) }, w.CloseDetails)
	folder := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.OpenFolder), func() { w.Reveal(p.path.Whole) }), w.CloseDetails)
	all := kit.NewTabStop(kit.NewSmallButton("", words.Tr(words.CopyAll), func() { w.Copy(p.text.Text) }), w.CloseDetails)
	for _, s := range []*kit.TabStop{path, folder, all} {
		s.Seen = func(o fyne.CanvasObject) { kit.BringIn(p.content, o) }
	}
	where := container.NewBorder(nil, nil, nil, container.NewVBox(container.New(kit.TabStopRow{}, path)), p.path.Row)
	tools := container.New(kit.TabStopRow{}, folder, all)
	p.content = container.NewVScroll(container.New(kit.Padding{By: kit.Gap},
		container.New(layout.NewCustomPaddedVBoxLayout(kit.Gap), kit.Flush(p.state), where, tools, p.part, kit.Flush(p.text))))
	p.say("", "")
	return p
}

func (p *replyPage) show(j *transfer.Job) {
	if text := words.ReplyText(j); p.state.Text != text {
		p.state.SetText(text)
	}
	p.path.Set(j.ReplyPath())
	file := ""
	if j.Outcome == transfer.Delivered && j.Fault == nil {
		file = j.ReplyPath()
	}
	if file != p.read {
		p.read = file
		p.say("", "")
		p.load(file)
	}
}

// load reads a reply off the screen's goroutine.
func (p *replyPage) load(file string) {
	if file == "" {
		return
	}
	go func() { // ends with the read of the file's beginning
		text, size, err := readReply(file)
		p.w.Post(func() {
			switch {
			case p.read != file: // another upload is shown meanwhile
			case err != nil:
				p.say(words.ErrorText(err), "")
			case !utf8.ValidString(text):
				p.say(words.Tr("The reply is not text."), "")
			default:
				p.say(words.ReplyShown(int64(len(text)), size), words.PlainLines(text))
			}
		})
	}()
}

// readReply reads the beginning of a reply, at most replyMost bytes and whole characters, and returns the size of
// the whole. What is no regular file is not read.
func readReply(file string) (text string, size int64, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", 0, fmt.Errorf("read the reply: %w", err)
	}
	if !info.Mode().IsRegular() {
		return "", 0, &os.PathError{Op: "read", Path: file, Err: os.ErrInvalid}
	}
	f, err := os.Open(file) // the user chose where the reply is saved
	if err != nil {
		return "", 0, fmt.Errorf("read the reply: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, replyMost))
	if err != nil {
		return "", 0, fmt.Errorf("read the reply: %w", err)
	}
	if int64(len(data)) < info.Size() {
		for n := 0; n < utf8.UTFMax && len(data) > 0 && !utf8.Valid(data); n++ { // a character that the end has cut
			data = data[:len(data)-1]
		}
	}
	return strings.TrimPrefix(string(data), "\uFEFF"), info.Size(), nil
}

// say shows a remark and a text; "" hides either.
func (p *replyPage) say(remark, text string) {
	p.part.Set(remark, kit.ColorMuted)
	kit.Show(p.part, remark != "")
	p.text.SetText(text)
	kit.Show(p.text, text != "")
	if p.content != nil {
		p.content.Content.Refresh() // what was hidden had no room
		p.content.Refresh()
	}
}
