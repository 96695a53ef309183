package sheets

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// certificateSheet shows a server's certificate, and trusts it for that server alone if the user agrees.
type certificateSheet struct {
	w     Window
	sheet *kit.Sheet
	body  *fyne.Container
	facts *fyne.Container
	words *widget.Label
	found bits.Certificate
	trust *kit.Button
	copy  *kit.Button
}

// CertificateAt is whose certificate a fault is about: the server's of an address, or that of the proxy before it.
func CertificateAt(address string, f *transfer.Fault) transfer.CertificateAt {
	if f != nil && f.Kind == transfer.KindProxyTrust {
		return transfer.CertificateAt{Address: "https://" + f.Proxy, Proxy: true}
	}
	return transfer.CertificateAt{Address: address}
}

// ShowCertificate shows the certificate of a server or a proxy.
func ShowCertificate(w Window, at transfer.CertificateAt) {
	s := &certificateSheet{w: w, words: widget.NewLabel(choose(at.Proxy, words.Tr(words.CertAskingProxy), words.Tr(words.CertAsking)))}
	leave := func() { s.sheet.Dismiss() }
	s.words.Wrapping = fyne.TextWrapWord
	s.facts = container.New(layout.NewCustomPaddedVBoxLayout(kit.FactGap))
	scroll := container.NewVScroll(container.New(kit.Insets{Right: kit.Pad}, s.facts))
	s.copy = kit.NewButton(words.Tr(words.Copy), func() { w.Copy(words.CertificateText(s.found, w.Host().Pins())) }, leave)
	s.trust = kit.NewButton(choose(at.Proxy, words.Tr(words.CertTrustProxy), words.Tr(words.CertTrust)), s.take, leave)
	s.copy.Disable()
	s.trust.Disable()
	no := kit.NewButton(words.Tr(words.Back), leave, leave)
	no.Other = func(e *fyne.KeyEvent) { kit.ScrollBy(scroll, e.Name) }
	open := true
	s.body = container.NewBorder(kit.Flush(s.words), nil, nil, nil, scroll)
	s.sheet = w.Sheets().Show(kit.SheetParts{
		Title:   kit.NewTitle(words.CertTitleText(words.Host(at.Address), at.Proxy), kit.TextSection),
		Body:    s.body,
		Buttons: []fyne.CanvasObject{s.copy, no, s.trust},
		Want:    fyne.NewSize(600, 460), OnClose: func() { open = false },
	})
	w.Canvas().Focus(no) // a key pressed too early must not grant trust
	w.Host().Certificate(at, func(c bits.Certificate, err error) {
		if open {
			s.show(c, err)
		}
	})
}

// choose is the text for a proxy, or the one for a server.
func choose(proxy bool, ofProxy, ofServer string) string {
	if proxy {
		return ofProxy
	}
	return ofServer
}

func (s *certificateSheet) show(c bits.Certificate, err error) {
	if err != nil {
		s.words.SetText(words.ErrorText(err))
		return
	}
	s.found = c
	s.copy.Enable()
	if c.Flaw == nil {
		s.words.SetText(choose(c.Proxy, words.Tr(words.CertGoodProxy), words.Tr(words.CertGood)))
	} else {
		text := words.CertFlawText(c.Flaw) + " " + choose(c.Proxy, words.Tr(words.CertCompareProxy), words.Tr(words.CertCompare))
		if len(transfer.ReplacedBy(transfer.PinOf(c), s.w.Host().Pins())) > 0 {
			text = words.Tr(words.CertChanged) + " " + text
		}
		s.words.SetText(text)
		s.trust.Enable()
	}
	column := float32(110)
	for _, f := range words.CertificateFacts(c, s.w.Host().Pins()) {
		line := kit.NewFact(f.Label, column, words.Drawn)
		line.Set(f.Value)
		s.facts.Add(line.Row)
	}
	s.facts.Refresh()
	s.body.Refresh() // the text may take more lines now
}

// take trusts the shown certificate for its host.
func (s *certificateSheet) take() {
	c, w := s.found, s.w
	s.sheet.Dismiss()
	pin := transfer.PinOf(c)
	w.Do(transfer.Command{Verb: transfer.VerbTrust, Pin: &pin}, func(err error) {
		if err == nil {
			w.News(words.CertTrustedText(words.HostText(c.Host)))
		}
	})
}

// trustedList shows the trusted certificates, each with a button that removes it.
func trustedList(w Window, in kit.InSheet) fyne.CanvasObject {
	list := container.New(layout.NewCustomPaddedVBoxLayout(2))
	pins := w.Host().Pins()
	for _, p := range pins {
		said := widget.NewLabel(pinText(p))
		said.Truncation = fyne.TextTruncateEllipsis
		var take *kit.Button
		take = kit.NewButton(words.Tr(words.Remove), func() {
			take.Disable()
			w.Do(transfer.Command{Verb: transfer.VerbDistrust, Pin: &p}, func(err error) {
				if err != nil {
					take.Enable()
				}
			})
		}, in.Leave)
		take.Seen = in.Seen
		list.Add(container.NewBorder(nil, nil, nil, take, kit.Flush(said)))
	}
	if len(pins) == 0 {
		list.Add(kit.NewTextLine(words.Tr(words.CertNone), kit.TextSmall, kit.ColorMuted))
	}
	return list
}

// trustedAt describes the certificates trusted for an address, "" = none.
func trustedAt(w Window, address string) string {
	u, err := transfer.CheckURL(address)
	if err != nil || u.Scheme != "https" {
		return ""
	}
	var lines []string
	for _, p := range transfer.PinsFor(address, w.Host().Pins()) {
		lines = append(lines, fmt.Sprintf(words.Tr("Trusted certificate: SHA-256 %s"), p.Fingerprint))
	}
	return strings.Join(lines, "\n")
}

func pinText(p transfer.Pin) string {
	return words.PinnedText(p) + words.Dot + p.Fingerprint[:min(len(p.Fingerprint), 23)] + "…" + words.Dot + words.Clock(p.Added, time.Now())
}
