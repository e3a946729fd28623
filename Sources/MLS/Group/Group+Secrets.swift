extension Group {
    /// This member's secrets of the epoch, under the names of RFC 9420 section 8 and of the working group's test vectors: for recordings and
    /// test vectors only. `encryption_secret` is not among them, since the secret tree has consumed it.
    package var namedSecrets: [(name: String, secret: Secret)] {
        let epoch = [
            ("init_secret", secrets.initSecret), ("exporter_secret", secrets.exporterSecret),
            ("sender_data_secret", secrets.senderDataSecret), ("external_secret", secrets.externalSecret),
            ("confirmation_key", secrets.confirmationKey), ("membership_key", secrets.membershipKey),
            ("resumption_psk", secrets.resumptionPSK),
        ]
        return epoch + [("signature_priv", signatureKey.rawRepresentation), ("encryption_priv", keys.leafKey.rawRepresentation)]
            + keys.path.map { ("node_priv[\($0.node)]", $0.key.rawRepresentation) }
    }
}

extension TreeKEMPrivateKeys {
    /// The keys of the nodes above the leaf that the member knows, in the order of the nodes.
    var path: [(node: Int, key: HPKEPrivateKey)] {
        pathKeys.map { ($0.key.value, $0.value) }.sorted { $0.0 < $1.0 }
    }
}
