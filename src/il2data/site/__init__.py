"""The portal: a static site drawn from the package's rows, each mark leading to its evidence.

It stands above all other rooms: nothing in il2data imports it but the command ``il2data site``,
and it reads the dataset only through a `il2data.Release`. It needs the extra ``il2data[site]``.
"""
