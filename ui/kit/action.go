package kit

// Action is what a small button shows and does.
type Action struct {
	Mark string // icon name, "" = none
	Text string
	Do   func() // nil = there is no such action: the button is hidden
}

// Act gives the button an action.
func (p *SmallButton) Act(a Action) {
	p.Set(a.Mark, a.Text, a.Do)
	Show(p, a.Do != nil)
}
