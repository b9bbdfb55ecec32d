"""The signing service's other side: a certificate authority with OCSP, CRL, time stamps and remote keys.

Plays the authorities' signing service over HTTP. Knows nothing of the product.
"""
