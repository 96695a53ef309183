package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
)

// cure names a way out of a fault.
type cure int8

// The ways out. A cause names one of them in causes.
const (
	cureRetry cure = iota
	cureName
	cureAddress
	cureTest
	cureFind
	cureStartOver
	cureUploadAgain
	cureAdmin
	cureDetails
	cureCertificate
	cureSignIn
	cureAccount
)

// remedy is what the button of a cure shows and does.
type remedy struct {
	mark string // its icon
	text string // its words
	do   func(*actions, uuid.UUID)
}

// remedy is the button of a cure. A cure that has none of its own is tried by trying again.
func (c cure) remedy() remedy {
	switch c { //nolint:exhaustive // the others have no button yet
	case cureName:
		return remedy{"edit", tr(textOtherName), (*actions).otherName}
	case cureAddress:
		return remedy{"edit", tr(textChangeAddress), (*actions).changeAddress}
	case cureTest:
		return remedy{"test", tr(textTestServer), (*actions).testServer}
	case cureFind:
		return remedy{"find", tr(textFindFile), (*actions).findFile}
	case cureStartOver:
		return remedy{"retrying", tr(textStartOver), (*actions).startOverOne}
	case cureUploadAgain:
		return remedy{"retrying", tr(textUploadAgain), (*actions).startOverOne}
	case cureAdmin:
		return remedy{"copy", tr(textCopyForAdmin), (*actions).copyForAdmin}
	case cureCertificate:
		return remedy{"shield", tr(textShowCert), (*actions).showCertificate}
	case cureSignIn:
		return remedy{"key", tr(textSignIn), (*actions).signIn}
	case cureAccount:
		return remedy{"key", tr(textOtherAccount), (*actions).signIn}
	case cureDetails:
		return remedy{"copy", tr(textCopyDetails), (*actions).copyDetails}
	}
	return remedy{"retrying", tr(textRetry), (*actions).runOne}
}

// remedyOf is the button of the likely cure of a fault. What is tried again by itself is cured by trying
// it now.
func remedyOf(f *transfer.Fault) remedy {
	switch {
	case f == nil:
		return cureRetry.remedy()
	case !f.Final:
		return remedy{"retrying", tr(textTryNow), (*actions).runOne}
	}
	if deniedToAccount(f) {
		return cureAccount.remedy()
	}
	return causeOf(f).button.remedy()
}

// action is the remedy as the button of an upload's row.
func (r remedy) action(a *actions, id uuid.UUID) rowAction {
	return rowAction{r.mark, r.text, func() { r.do(a, id) }}
}

func (a *actions) runOne(id uuid.UUID)       { a.run([]uuid.UUID{id}) }
func (a *actions) startOverOne(id uuid.UUID) { a.startOver([]uuid.UUID{id}) }

// job is an upload as the list knows it, nil if it is gone.
func (a *actions) job(id uuid.UUID) *transfer.Job {
	if e := a.w.model.entries[id]; e != nil {
		return e.job
	}
	return nil
}
