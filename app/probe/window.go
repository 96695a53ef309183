package probe

import (
	"context"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// windowTestWait bounds each step of a test in the window.
const windowTestWait = 15 * time.Second

// InWindow runs a test for the window. A failure before the first step is reported as a step.
func InWindow(ctx context.Context, by Tester, address string, tell func(words.TestStep)) {
	_, err := by.Test(ctx, Order{Address: address}, func(s Step) { tell(s.Shown()) })
	if err != nil && ctx.Err() == nil {
		tell(words.TestStep{Name: words.Tr("Address"), Text: words.ErrorText(err)})
	}
}

// Certificate is a Tester's Certificate, with an error in the words of the window.
func Certificate(ctx context.Context, by Tester, at transfer.CertificateAt, timeout time.Duration) (bits.Certificate, error) {
	found, err := by.Certificate(ctx, at, timeout)
	if err == nil && found.Fault != nil {
		err = words.Said(words.TestText(found.Fault, transfer.Target{URL: at.Address}))
	}
	return found.Certificate, err
}
