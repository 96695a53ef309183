package sheets

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// cardFields are the inputs of a card's folded sections.
type cardFields struct {
	names                      *kit.Field
	keepFolders, reply, verify *kit.CheckBox
	account                    *kit.Field
	signedIn                   *kit.CheckBox
	certFile                   *kit.Field
	certServer                 *kit.Field
	headers                    []*kit.CheckBox // those of the card, ticked: they stay
	header                     *kit.Field      // a further one
	headerShown                *kit.CheckBox
	tell                       *kit.Field
	proxy                      *kit.Picker[cards.ProxyUse]
	proxyAddress               *kit.Field
	bypass                     *kit.Field
	method                     *kit.Picker[cards.Method]
	uploads                    *kit.Picker[int]
	speed                      *kit.Field
	part                       *kit.Picker[int64]
	retry, giveUp              *kit.Picker[cards.Span]
	unclear                    *kit.Picker[cards.Unclear]
}

var (
	cardUploads = []int{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64}
	partSteps   = []int64{0, 1 << 20, 4 << 20, cards.WindowsPart, 28 << 20, 100 << 20}
	retrySteps  = spans(0, time.Second, 10*time.Second, time.Minute, 10*time.Minute, time.Hour)
	giveUpSteps = append(spans(0, time.Hour, 6*time.Hour, 24*time.Hour, 3*24*time.Hour, 14*24*time.Hour, 60*24*time.Hour), cards.None)
)

func spans(list ...time.Duration) (s []cards.Span) {
	for _, d := range list {
		s = append(s, cards.Span(d))
	}
	return s
}

// fill makes the inputs for a card.
func (f *cardFields) fill(c cards.Card, in kit.InSheet) {
	field := func(hint, text string) *kit.Field {
		e := kit.NewField(hint, in.Leave)
		e.SetText(text)
		e.OnSubmitted = func(string) { in.Enter() }
		return e
	}
	check := func(text string, on bool) *kit.CheckBox {
		b := kit.NewCheckBox(text, on, in.Leave)
		b.In = in
		return b
	}
	f.names = field(cards.DefaultTemplate, c.Names)
	f.keepFolders, f.reply = check(words.Tr(words.CardFolders), c.KeepFolders), check(words.Tr(words.CardReply), c.Reply)
	f.verify = check(words.Tr(words.CardVerify), c.Verify)
	f.account = field(words.Tr(words.CardAccountHint), c.Account)
	f.signedIn = check(words.Tr(words.CardSignedIn), c.SignedIn)
	f.certFile, f.certServer = field("", c.Certificate.File), field("", c.Certificate.Server)
	list, _ := c.Headers.List() // checked with the card
	for _, h := range list {
		f.headers = append(f.headers, check(words.HeaderText(h), true))
	}
	f.header, f.headerShown = field("X-Team: red", ""), check(words.Tr(words.CardHeaderShown), false)
	f.tell = field("node1.example.com", c.Tell)
	uses := []cards.ProxyUse{cards.ProxySettings, cards.ProxyNone, cards.ProxySystem, cards.ProxyManual, cards.ProxyScript}
	f.proxy = kit.NewPicker(uses, c.Proxy.Use, words.ProxyUseText, in)
	f.proxyAddress = field("http://proxy.example.com:3128", c.Proxy.Address)
	f.bypass = field("10.0.0.0/8, .example.com", c.Proxy.Bypass)
	f.method = kit.NewPicker([]cards.Method{cards.MethodBITS, cards.MethodPOST}, c.Method, words.MethodText, in)
	f.uploads = kit.NewPicker(cardUploads, c.Uploads, words.CardUploadsText, in)
	f.speed = field(words.Tr(words.SpeedHint), "")
	if c.Rate > 0 {
		f.speed.SetText(words.Decimal(float64(c.Rate)/1e6, -1))
	}
	f.part = kit.NewPicker(partSteps, c.PartSize, func(n int64) string { return words.PartSizeText(n, true) }, in)
	f.retry = kit.NewPicker(retrySteps, c.Retry, words.SpanOrUsual, in)
	f.giveUp = kit.NewPicker(giveUpSteps, c.GiveUp, words.SpanOrUsual, in)
	ways := []cards.Unclear{cards.UnclearAuto, cards.UnclearResume, cards.UnclearRestart}
	f.unclear = kit.NewPicker(ways, c.Unclear, func(u cards.Unclear) string { return words.WayText(transfer.AfterUnclear(u)) }, in)
}

// sections are the folded parts of the form.
func (f *serverForm) sections(in kit.InSheet) []fyne.CanvasObject {
	pairs := func(o ...fyne.CanvasObject) fyne.CanvasObject { return container.New(kit.Pairs{}, o...) }
	var headers []fyne.CanvasObject
	for _, h := range f.headers {
		headers = append(headers, kit.Flush(h))
	}
	headers = append(headers, kit.Labelled(words.Tr(words.CardHeader), f.header), kit.Flush(f.headerShown), kit.Labelled(words.Tr(words.CardTell), f.tell))
	trusted := widget.NewLabel(trustedAt(f.w, f.old.Address))
	trusted.Wrapping, trusted.SizeName = fyne.TextWrapBreak, theme.SizeNameCaptionText
	kit.Show(trusted, trusted.Text != "")
	return []fyne.CanvasObject{
		f.fold(words.Tr(words.CardFiles), in, kit.Labelled(words.Tr(words.CardNames), f.names), kit.Flush(small(words.Tr(words.NameFields))), kit.Flush(f.keepFolders), kit.Flush(f.reply), kit.Flush(f.verify)),
		f.fold(words.Tr(words.CardPace), in, pairs(
			kit.LabelledPicker(words.Tr(words.UploadsAtOnce), f.uploads), kit.Labelled(words.Tr(words.SpeedLimit), f.speed),
			kit.LabelledPicker(words.Tr(words.CardPart), f.part), kit.LabelledPicker(words.Tr(words.Unclear), f.unclear),
			kit.LabelledPicker(words.Tr(words.CardRetry), f.retry), kit.LabelledPicker(words.Tr(words.CardGiveUp), f.giveUp))),
		f.fold(words.Tr(words.CardSignIn), in, kit.Labelled(words.Tr(words.CardAccount), f.account), kit.Flush(f.signedIn),
			kit.Labelled(words.Tr(words.CardCertFile), f.certFile),
			kit.Labelled(words.Tr(words.CardCertServer), f.certServer), kit.Flush(trusted)),
		f.fold(words.Tr(words.CardWay), in, pairs(
			kit.LabelledPicker(words.Tr(words.CardProxy), f.proxy), kit.Labelled(words.Tr(words.CardProxyAddress), f.proxyAddress),
			kit.Labelled(words.Tr(words.CardBypass), f.bypass), kit.LabelledPicker(words.Tr(words.CardMethod), f.method))),
		f.fold(words.Tr(words.CardHeaders), in, headers...),
	}
}

// small is a caption that wraps.
func small(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping, l.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	return l
}

// taught is the part about what the server has taught. It is asked for when the form opens.
func (f *serverForm) taught(in kit.InSheet) fyne.CanvasObject {
	facts := small(words.Tr(words.CardTaughtNothing))
	forget := kit.NewButton(words.Tr(words.CardForget), nil, in.Leave)
	forget.Seen = in.Seen
	forget.Disable()
	server := f.old.Server()
	show := func(stats transfer.ServerStats) {
		lines := words.LearnedFacts(stats, time.Now())
		if len(lines) == 0 {
			facts.SetText(words.Tr(words.CardTaughtNothing))
			forget.Disable()
			return
		}
		var text []string
		for _, l := range lines {
			text = append(text, fmt.Sprintf("%s: %s", l.Label, l.Value))
		}
		facts.SetText(strings.Join(text, "\n"))
		forget.Enable()
	}
	forget.OnTapped = func() {
		f.w.Do(transfer.Command{Verb: transfer.VerbUnlearn, At: server}, func(err error) {
			if err == nil {
				show(transfer.ServerStats{})
			}
		})
	}
	f.w.Host().Learned(server, show)
	return f.fold(words.Tr(words.CardTaught), in, kit.Flush(facts), container.New(layout.NewHBoxLayout(), forget))
}

// readFields puts the inputs into a card. Its errors are *cards.Error.
func (f *cardFields) readFields(c *cards.Card) error {
	c.Names, c.KeepFolders, c.Reply = strings.TrimSpace(f.names.Text), f.keepFolders.Checked, f.reply.Checked
	c.Verify, c.Account, c.SignedIn = f.verify.Checked, f.account.Text, f.signedIn.Checked
	c.Certificate = cards.Certificate{
		File: strings.TrimSpace(f.certFile.Text), Server: strings.TrimSpace(f.certServer.Text),
	}
	c.Tell = strings.TrimSpace(f.tell.Text)
	c.Proxy = cards.Proxy{
		Use: f.proxy.Value(), Address: strings.TrimSpace(f.proxyAddress.Text), Bypass: strings.TrimSpace(f.bypass.Text),
	}
	c.Method, c.Uploads, c.PartSize = f.method.Value(), f.uploads.Value(), f.part.Value()
	c.Retry, c.GiveUp, c.Unclear = f.retry.Value(), f.giveUp.Value(), f.unclear.Value()
	rate, ok := speedIn(f.speed.Text)
	if !ok {
		return &cards.Error{Field: cards.FieldRate, Why: cards.FlawRange, Value: f.speed.Text}
	}
	c.Rate = rate
	kept := c.Headers.Kept(func(i int) bool { return f.headers[i].Checked })
	more, err := kept.With(f.header.Text, f.headerShown.Checked)
	if err != nil {
		return &cards.Error{Field: cards.FieldHeaders, Why: cards.FlawHeader, Err: err}
	}
	c.Headers = more
	return nil
}

// speedIn reads a speed limit in MB/s as bytes a second; "" = none.
func speedIn(text string) (rate int64, ok bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	if text == "" {
		return 0, true
	}
	mb, err := strconv.ParseFloat(text, 64)
	if err != nil || !(mb >= 0.001 && mb <= 100_000) {
		return 0, false
	}
	return int64(mb * 1e6), true
}
