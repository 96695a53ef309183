package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// remedy is what the button of a cure shows and does.
type remedy struct {
	mark string // icon
	text string // label
	do   func(*actions, uuid.UUID)
}

// remedyFor returns the button of a cure. The default is to try again.
func remedyFor(c words.Cure) remedy {
	switch c { //nolint:exhaustive // the others have no button yet
	case words.CureName:
		return remedy{"edit", words.Tr(words.OtherName), (*actions).otherName}
	case words.CureAddress:
		return remedy{"edit", words.Tr(words.ChangeAddress), (*actions).changeAddress}
	case words.CureTest:
		return remedy{"test", words.Tr(words.TestServer), (*actions).testServer}
	case words.CureFind:
		return remedy{"find", words.Tr(words.FindFile), (*actions).findFile}
	case words.CureStartOver:
		return remedy{"retrying", words.Tr(words.StartOver), (*actions).startOverOne}
	case words.CureUploadAgain:
		return remedy{"retrying", words.Tr(words.UploadAgain), (*actions).startOverOne}
	case words.CureAdmin:
		return remedy{"copy", words.Tr(words.CopyForAdmin), (*actions).copyForAdmin}
	case words.CureCertificate:
		return remedy{"shield", words.Tr(words.ShowCert), (*actions).showCertificate}
	case words.CureSignIn:
		return remedy{"key", words.Tr(words.SignIn), (*actions).signIn}
	case words.CureOwnCertificate:
		return remedy{"key", words.Tr(words.OwnCert), (*actions).giveCertificate}
	case words.CureAccount:
		return remedy{"key", words.Tr(words.OtherAccount), (*actions).signIn}
	case words.CureDetails:
		return remedy{"copy", words.Tr(words.CopyDetails), (*actions).copyDetails}
	}
	return remedy{"retrying", words.Tr(words.Retry), (*actions).runOne}
}

// remedyOf returns the button for a fault's likely cure. Where the engine retries by itself, it retries now.
func remedyOf(j *transfer.Job) remedy {
	f := j.Fault
	switch {
	case f == nil:
		return remedyFor(words.CureRetry)
	case !f.Final:
		return remedy{"retrying", words.Tr(words.TryNow), (*actions).runOne}
	}
	if deniedToAccount(f) {
		return remedyFor(words.CureAccount)
	}
	return remedyFor(words.CureOf(f, j))
}

// action makes the remedy an action of an upload's row.
func (r remedy) action(a *actions, id uuid.UUID) kit.Action {
	return kit.Action{Mark: r.mark, Text: r.text, Do: func() { r.do(a, id) }}
}

// afterwards is the likeliest next step for an ended upload: check where the file is if the outcome is unknown,
// retry a refused cancel, report to the admin if the server kept something, else upload again.
func (a *actions) afterwards(j *transfer.Job) kit.Action {
	switch j.Outcome {
	case transfer.TooLate:
		return kit.Action{Mark: "copy", Text: words.Tr(words.CopyAddress), Do: func() { a.Copy(j.Target.URL) }}
	case transfer.Unknown:
		return kit.Action{Mark: "copy", Text: words.Tr(words.CopyDetails), Do: func() { a.copyDetails(j.ID) }}
	case transfer.Refused, transfer.NotTold:
		if list.CanCancelAgain(j) {
			return kit.Action{Mark: "retrying", Text: words.Tr(words.CancelAgain), Do: func() { a.cancelAgain([]uuid.UUID{j.ID}) }}
		}
		if j.Session.ID != "" {
			return kit.Action{Mark: "copy", Text: words.Tr(words.CopySession), Do: func() { a.Copy(j.Session.ID) }}
		}
	case transfer.Delivered, transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached:
	}
	return kit.Action{Mark: "retrying", Text: words.Tr(words.UploadAgain), Do: func() { a.again([]uuid.UUID{j.ID}) }}
}

// cancelAgain retries refused cancels.
func (a *actions) cancelAgain(list []uuid.UUID) {
	for _, id := range list {
		if j := a.w.model.Job(id); j != nil {
			if c, can := j.RetryCancel(); can {
				a.Do(c, nil)
			}
		}
	}
}

// retry retries uploads. Those whose cure is to start over begin anew: to continue could only fail again.
func (a *actions) retry(list []uuid.UUID) {
	var on, anew []uuid.UUID
	for _, id := range list {
		if j := a.w.model.Job(id); j != nil && startsOver(j) {
			anew = append(anew, id)
		} else {
			on = append(on, id)
		}
	}
	a.run(on)
	a.startOver(anew)
}

func startsOver(j *transfer.Job) bool {
	f := j.Fault
	if f == nil || !f.Final {
		return false
	}
	switch words.CureOf(f, j) { //nolint:exhaustive // the others go on where they were
	case words.CureStartOver, words.CureUploadAgain:
		return true
	}
	return false
}

func (a *actions) runOne(id uuid.UUID)       { a.run([]uuid.UUID{id}) }
func (a *actions) startOverOne(id uuid.UUID) { a.startOver([]uuid.UUID{id}) }

// deniedToAccount reports whether a refusal is more likely due to the account than to the file's name: for a name,
// servers send a code.
func deniedToAccount(f *transfer.Fault) bool {
	return f.Kind == transfer.KindDenied && f.Ask.User != "" && f.Code != bits.CodeAccessDenied
}

// signIn asks for the account for an upload.
func (a *actions) signIn(id uuid.UUID) {
	j := a.w.model.Job(id)
	if j == nil || j.Fault == nil {
		return
	}
	ask := j.Fault.Ask
	if ask.Origin == "" { // the fault was stored before Origin existed
		place, err := transfer.SignInOrigin(j.Target.URL)
		if err != nil {
			a.w.Message(words.ErrorText(err))
			return
		}
		ask.Origin = place
	}
	a.w.signIn.Open(id, ask, j.Fault.Kind)
}

// giveCertificate asks for a certificate of this computer for the server of an upload.
func (a *actions) giveCertificate(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil && j.Fault != nil {
		a.w.ownCertificate.Open(j)
	}
}

// showCertificate asks the server of an upload for its certificate, or the proxy whose certificate is in the way.
func (a *actions) showCertificate(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil {
		sheets.ShowCertificate(a, sheets.CertificateAt(j.Target.URL, j.Fault))
	}
}

// otherName asks for another name on the server.
func (a *actions) otherName(id uuid.UUID) { sheets.OtherName(a, id) }

// changeAddress asks for another address.
func (a *actions) changeAddress(id uuid.UUID) { sheets.ChangeAddress(a, id) }

// verify compares an upload with what its server has.
func (a *actions) verify(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil {
		sheets.Verify(a, j)
	}
}

// testServer tests the server of an upload, at the upload's exact address.
func (a *actions) testServer(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil {
		sheets.Test(a, j.Target.URL, id)
	}
}
