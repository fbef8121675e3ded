"""Every message leaves here, after the transaction that asked for it."""
