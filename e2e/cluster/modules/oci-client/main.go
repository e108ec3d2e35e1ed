// Command oci-client looks at artifacts with other people's libraries: it pulls as `oras pull` does and verifies as
// `cosign verify` does. The whole command-line tools would bring every cloud's libraries along.
package main

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/sigstore/cosign/v2/pkg/cosign"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/registry/remote"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 3 && args[0] == "pull":
		return pull(ctx, args[1], args[2])
	case len(args) >= 3 && args[0] == "verify":
		return verify(ctx, args[1], args[2], args[3:])
	}
	return errors.New("usage: oci-client pull HOST/REPOSITORY:TAG FOLDER | verify HOST/REPOSITORY@DIGEST KEY [CLAIM=VALUE...]")
}

// pull writes each layer into the file that its title names.
func pull(ctx context.Context, reference, folder string) error {
	repository, err := remote.NewRepository(reference)
	if err != nil {
		return err
	}
	repository.PlainHTTP = true
	files, err := file.New(folder)
	if err != nil {
		return err
	}
	defer files.Close()
	manifest, err := oras.Copy(ctx, repository, repository.Reference.Reference, files, "", oras.DefaultCopyOptions)
	if err != nil {
		return err
	}
	fmt.Println(manifest.Digest)
	return nil
}

// verify prints the payload of each signature that is by the key and makes the claims.
func verify(ctx context.Context, reference, keyFile string, claims []string) error {
	pem, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	key, err := cryptoutils.UnmarshalPEMToPublicKey(pem)
	if err != nil {
		return err
	}
	verifier, err := signature.LoadVerifier(key, crypto.SHA256)
	if err != nil {
		return err
	}
	ref, err := name.ParseReference(reference, name.Insecure)
	if err != nil {
		return err
	}
	wanted := map[string]interface{}{}
	for _, c := range claims {
		claim, value, _ := strings.Cut(c, "=")
		wanted[claim] = value
	}
	found, _, err := cosign.VerifyImageSignatures(ctx, ref, &cosign.CheckOpts{
		SigVerifier:   verifier,
		ClaimVerifier: cosign.SimpleClaimVerifier,
		Annotations:   wanted,
		IgnoreTlog:    true,
		IgnoreSCT:     true,
	})
	if err != nil {
		return err
	}
	for _, s := range found {
		payload, err := s.Payload()
		if err != nil {
			return err
		}
		fmt.Printf("%s\n", payload)
	}
	return nil
}
