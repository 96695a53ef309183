package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
)

// certificateSheet shows whom a server says it is, and trusts it for that server alone if the user says
// so.
type certificateSheet struct {
	w     *Window
	sheet *sheet
	body  *fyne.Container
	facts *fyne.Container
	words *widget.Label
	found bits.Certificate
	trust *kit.Button
	copy  *kit.Button
}

// showCertificate asks the server of an upload for its certificate.
func (a *actions) showCertificate(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.w.showCertificate(j.Target.URL)
	}
}

func (w *Window) showCertificate(address string) {
	s := &certificateSheet{w: w, words: widget.NewLabel(tr(textCertAsking))}
	leave := func() { s.sheet.dismiss() }
	s.words.Wrapping = fyne.TextWrapWord
	s.facts = container.New(layout.NewCustomPaddedVBoxLayout(factGap))
	scroll := container.NewVScroll(container.New(kit.Insets{Right: kit.Pad}, s.facts))
	s.copy = kit.NewButton(tr(textCopy), func() { w.act.copy(CertificateText(s.found, w.host.Pins())) }, leave)
	s.trust = kit.NewButton(tr(textCertTrust), s.take, leave)
	s.copy.Disable()
	s.trust.Disable()
	no := kit.NewButton(tr(textNotNow), leave, leave)
	no.Other = func(e *fyne.KeyEvent) { kit.ScrollBy(scroll, e.Name) }
	open := true
	s.body = container.NewBorder(kit.Flush(s.words), nil, nil, nil, scroll)
	s.sheet = w.openSheet(sheetParts{
		title:   kit.NewTitle(certTitleText(host(address)), kit.TextSection),
		body:    s.body,
		buttons: []fyne.CanvasObject{s.copy, no, s.trust},
		want:    fyne.NewSize(600, 460), onClose: func() { open = false },
	})
	w.win.Canvas().Focus(no) // trust is nothing that a key pressed too early should give
	w.host.Certificate(address, func(c bits.Certificate, err error) {
		if open {
			s.show(c, err)
		}
	})
}

func (s *certificateSheet) show(c bits.Certificate, err error) {
	if err != nil {
		s.words.SetText(ErrorText(err))
		return
	}
	s.found = c
	s.copy.Enable()
	if c.Flaw == nil {
		s.words.SetText(tr(textCertGood))
	} else {
		text := certFlawText(c.Flaw) + " " + tr(textCertCompare)
		if len(transfer.ReplacedBy(transfer.PinOf(c), s.w.host.Pins())) > 0 {
			text = tr(textCertChanged) + " " + text
		}
		s.words.SetText(text)
		s.trust.Enable()
	}
	column := float32(110)
	for _, f := range certificateFacts(c, s.w.host.Pins()) {
		s.facts.Add(newFact(f.label, f.value, column).row)
	}
	s.facts.Refresh()
	s.body.Refresh() // the words take more lines than they did
}

// take trusts the certificate that is shown, for the host that showed it.
func (s *certificateSheet) take() {
	c, w := s.found, s.w
	s.sheet.dismiss()
	pin := transfer.PinOf(c)
	w.act.do(transfer.Command{Verb: transfer.VerbTrust, Pin: &pin}, func(err error) {
		if err == nil {
			w.news(certTrustedText(HostText(c.Host)))
		}
	})
}

func certificateFacts(c bits.Certificate, pins []transfer.Pin) []factValue {
	facts := []factValue{
		{label: tr("Issued to"), value: Plain(c.Subject)},
		{label: tr("Issued by"), value: Plain(c.Issuer)},
		{label: tr("Names"), value: cmp.Or(Plain(strings.Join(c.Names, ", ")), tr("none"))},
		{label: tr("Valid from"), value: Moment(c.From)},
		{label: tr("Valid until"), value: Moment(c.Until)},
		{label: "SHA-256", value: c.Fingerprint.String()},
	}
	for _, old := range transfer.ReplacedBy(transfer.PinOf(c), pins) { // below the one that is shown, to be compared
		facts = append(facts, factValue{label: tr("Trusted so far"), value: fmt.Sprintf(tr("%s, since %s"), old.Fingerprint, Moment(old.Added))})
	}
	return facts
}

// CertificateText is a certificate, with those of pins whose place it would take, for the clipboard and the command line, one fact a line.
func CertificateText(c bits.Certificate, pins []transfer.Pin) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", tr("Server"), HostText(c.Host))
	for _, f := range certificateFacts(c, pins) {
		fmt.Fprintf(&b, "%s: %s\n", f.label, f.value)
	}
	if c.Flaw == nil {
		return b.String()
	}
	flaw := certFlawText(c.Flaw)
	if len(transfer.ReplacedBy(transfer.PinOf(c), pins)) > 0 {
		flaw = tr(textCertChanged) + " " + flaw
	}
	fmt.Fprintf(&b, "%s: %s\n", tr("Problem"), flaw)
	return b.String()
}

// trustedList are the certificates that the user trusts, each with a button that takes it back.
func (w *Window) trustedList(in kit.InSheet) fyne.CanvasObject {
	list := container.New(layout.NewCustomPaddedVBoxLayout(2))
	pins := w.host.Pins()
	for _, p := range pins {
		words := widget.NewLabel(pinText(p))
		words.Truncation = fyne.TextTruncateEllipsis
		var take *kit.Button
		take = kit.NewButton(tr(textRemove), func() {
			take.Disable()
			w.act.do(transfer.Command{Verb: transfer.VerbDistrust, Pin: &p}, func(err error) {
				if err != nil {
					take.Enable()
				}
			})
		}, in.Leave)
		take.Seen = in.Seen
		list.Add(container.NewBorder(nil, nil, nil, take, kit.Flush(words)))
	}
	if len(pins) == 0 {
		list.Add(kit.NewTextLine(tr(textCertNone), kit.TextSmall, kit.ColorMuted))
	}
	return list
}

// trustedAt says which certificates are trusted for the server of an address, "" for none.
func (w *Window) trustedAt(address string) string {
	u, err := transfer.CheckURL(address)
	if err != nil || u.Scheme != "https" {
		return ""
	}
	pin := transfer.Pin{Host: u.Hostname(), Port: cmp.Or(u.Port(), "443")}
	var lines []string
	for _, p := range transfer.ReplacedBy(pin, w.host.Pins()) {
		lines = append(lines, fmt.Sprintf(tr("Trusted certificate: SHA-256 %s"), p.Fingerprint))
	}
	return strings.Join(lines, "\n")
}

func pinText(p transfer.Pin) string {
	return HostText(p.Host) + textDot + p.Fingerprint[:min(len(p.Fingerprint), 23)] + "…" + textDot + Clock(p.Added, time.Now())
}
