package sheets

import (
	"strings"

	"fyne.io/fyne/v2"

	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// proxyInputs are the inputs of the setting for proxies.
type proxyInputs struct {
	w       Window
	was     cards.Proxy
	use     *kit.Picker[cards.ProxyUse]
	address *kit.Field
	bypass  *kit.Field
	more    []fyne.CanvasObject // what belongs to the chosen use, with its caption
}

// newProxyInputs makes the inputs. resized is called after some have come or gone.
func newProxyInputs(w Window, in kit.InSheet, save, resized func()) *proxyInputs {
	p := &proxyInputs{w: w, was: w.Host().Proxy()}
	if p.was.Use == cards.ProxySettings {
		p.was.Use = cards.ProxySystem
	}
	uses := []cards.ProxyUse{cards.ProxySystem, cards.ProxyNone, cards.ProxyManual, cards.ProxyScript}
	p.use = kit.NewPicker(uses, p.was.Use, words.ProxyUseText, in)
	p.address, p.bypass = kit.NewField(words.ProxyHint, in.Leave), kit.NewField(words.BypassHint, in.Leave)
	for _, f := range []*kit.Field{p.address, p.bypass} {
		f.Seen = in.Seen
		f.OnSubmitted = func(string) { save() }
	}
	p.address.SetText(p.was.Address)
	p.bypass.SetText(p.was.Bypass)
	p.use.OnChanged = func(string) { p.show(); resized() }
	return p
}

// section is the part of the page.
func (p *proxyInputs) section() fyne.CanvasObject {
	p.more = []fyne.CanvasObject{kit.Labelled(words.Tr(words.ProxyAddress), p.address), kit.Labelled(words.Tr(words.ProxyBypass), p.bypass)}
	p.show()
	return kit.Section(words.Tr(words.ProxyTitle), append([]fyne.CanvasObject{kit.LabelledPicker(words.Tr(words.ProxyUse), p.use)}, p.more...)...)
}

// show hides what does not belong to the chosen use.
func (p *proxyInputs) show() {
	if p.more == nil {
		return
	}
	use := p.use.Value()
	kit.Show(p.more[0], use == cards.ProxyManual || use == cards.ProxyScript)
	kit.Show(p.more[1], use == cards.ProxyManual)
}

// value is the setting on the page.
func (p *proxyInputs) value() cards.Proxy {
	v := cards.Proxy{Use: p.use.Value()}
	if v.Use == cards.ProxyManual || v.Use == cards.ProxyScript {
		v.Address = strings.TrimSpace(p.address.Text)
	}
	if v.Use == cards.ProxyManual {
		v.Bypass = strings.TrimSpace(p.bypass.Text)
	}
	return v
}

// flaw is why the setting cannot be taken, nil = it can.
func (p *proxyInputs) flaw() error { return proxies.Check(p.value()) }

// save stores the setting if it was changed.
func (p *proxyInputs) save() {
	if p.value() == p.was {
		return
	}
	p.w.Host().SetProxy(p.value(), func(err error) {
		if err != nil {
			p.w.Message(words.ErrorText(err))
		}
	})
}
