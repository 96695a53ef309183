package transfer

import (
	"testing"

	"sendoff/transfer/proxies"
)

// TestPassingTroubleWithProxiesIsTriedAgain: what may pass by itself ends no upload, and the script is not blamed for it.
func TestPassingTroubleWithProxiesIsTriedAgain(t *testing.T) {
	for why, want := range map[proxies.Flaw]Kind{
		proxies.FlawFetch: KindProxyFetch, proxies.FlawLate: KindProxyLate, proxies.FlawRead: KindProxyLate,
		proxies.FlawScript: KindProxyScript, proxies.FlawAnswer: KindProxyScript, proxies.FlawAddress: KindProxySetting,
	} {
		unusable := &proxies.Error{From: proxies.FromGNOME, Why: why}
		f := FaultOf(unusable)
		if f.Kind != want || f.Final == unusable.Passing() {
			t.Errorf("%s: %s, final %t", why, f.Kind, f.Final)
		}
	}
}
