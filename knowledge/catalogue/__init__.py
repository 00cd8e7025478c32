"""The national list of procedures (danh mục thủ tục hành chính): that they exist, at which level.

``national.csv`` holds code, name, domain, levels, issuer and scope of every procedure
whose code is meant for citizens. It says nothing about papers, fees or times.
"""
